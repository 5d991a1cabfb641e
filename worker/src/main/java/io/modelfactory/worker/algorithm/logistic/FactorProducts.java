package io.modelfactory.worker.algorithm.logistic;

import java.util.Arrays;

/**
 * Adds up, over rows, the products of the factors of each two features: half of a symmetric matrix of the coefficients.
 * Nearly all of it are products of numbers that are there. They are added up in a matrix of these numbers alone, whose
 * rows are gone through from place to place; every cell gets what it gets in the order of the rows.
 */
final class FactorProducts {
    private final double[][] lower;
    private final double[][] ofNumbers;
    /** Of the features that are numbers, by their place among these; their coefficients. */
    private final int[] coefficients;
    /** The place among the numbers of each feature; below 0 of others. */
    private final int[] places;

    private final double[] values;
    /** Features of the row that are none of these numbers, or have none. */
    private final int[] others;

    private int otherCount;

    /**
     * @param usual the coefficient of each feature's value if that is a number; below 0 of others
     * @param size of the matrix
     */
    FactorProducts(int[] usual, int size) {
        this.lower = lower(size);
        this.places = new int[usual.length];
        this.others = new int[usual.length];
        int count = 0;
        int[] found = new int[usual.length];
        for (int column = 0; column < usual.length; column++) {
            places[column] = usual[column] < 0 ? -1 : count;
            if (usual[column] >= 0) {
                found[count++] = usual[column];
            }
        }
        this.coefficients = Arrays.copyOf(found, count);
        this.ofNumbers = lower(count);
        this.values = new double[count];
    }

    private static double[][] lower(int size) {
        double[][] rows = new double[size][];
        for (int j = 0; j < size; j++) {
            rows[j] = new double[j + 1];
        }
        return rows;
    }

    /**
     * A row's.
     *
     * @param indexes of the coefficients that its features have, ascending
     * @param factors that they have
     * @param times what the products are multiplied with
     */
    void add(int[] indexes, double[] factors, double times) {
        separate(indexes, factors);
        int next = 0;
        for (int column = 0; column < indexes.length; column++) {
            double scaled = times * factors[column];
            boolean other = next < otherCount && others[next] == column;
            double[] row = lower[indexes[column]];
            if (other) {
                next++;
                for (int before = 0; before <= column; before++) {
                    row[indexes[before]] += scaled * factors[before];
                }
            } else {
                addNumbers(ofNumbers[places[column]], scaled);
                for (int i = 0; i < next; i++) {
                    row[indexes[others[i]]] += scaled * factors[others[i]];
                }
            }
        }
    }

    /** A number that is missing adds 0, which changes none of the sums. */
    private void separate(int[] indexes, double[] factors) {
        otherCount = 0;
        for (int column = 0; column < indexes.length; column++) {
            int place = places[column];
            if (place >= 0 && indexes[column] == coefficients[place]) {
                values[place] = factors[column];
            } else {
                others[otherCount++] = column;
                if (place >= 0) {
                    values[place] = 0;
                }
            }
        }
    }

    private void addNumbers(double[] row, double scaled) {
        for (int place = 0; place < row.length; place++) {
            row[place] += scaled * values[place];
        }
    }

    /** The matrix, row by row up to the diagonal. Nothing is added afterwards. */
    double[][] lower() {
        for (int place = 0; place < coefficients.length; place++) {
            for (int before = 0; before <= place; before++) {
                lower[coefficients[place]][coefficients[before]] = ofNumbers[place][before];
            }
        }
        return lower;
    }
}
