package io.modelfactory.worker.evaluate.metric;

/**
 * Rows that any program can make: the "minimal standard" generator x ← 16807 x mod (2^31 − 1) from a seed gives three
 * numbers a row, u, a and b in units of 2^31 − 1; the label is u &lt; share, the scores are the multiples of 1/steps at
 * or below (a + lift label) / (1 + |lift|), moved up by what a negative lift takes, and ((a + b) / 2 + lift label) / (1
 * + lift).
 */
@SuppressWarnings("ImmutableEnumChecker") // Its arrays are only handed out as copies.
public enum GoldenScores {
    SMALL(11, 24, 0.4, 1024, 0.5, 0.25),
    TIES(12, 200, 0.3, 8, 0.5, 0.5),
    RARE(13, 5_000, 0.004, 1024, 0.5, 0.25),
    BACKWARDS(14, 300, 0.2, 64, -0.25, 0.25),
    EVEN(15, 2_000, 0.5, 1_048_576, 0.25, 0.25);

    private static final long MODULUS = Integer.MAX_VALUE;

    private final float[] labels;
    private final float[] first;
    private final float[] second;

    GoldenScores(long seed, int rows, double share, double steps, double firstLift, double secondLift) {
        labels = new float[rows];
        first = new float[rows];
        second = new float[rows];
        long state = seed;
        double size = Math.abs(firstLift);
        double raised = firstLift < 0 ? steps * size / (1 + size) : 0;
        for (int row = 0; row < rows; row++) {
            double[] numbers = new double[3];
            for (int i = 0; i < numbers.length; i++) {
                state = state * 16_807 % MODULUS;
                numbers[i] = (double) state / MODULUS;
            }
            int label = numbers[0] < share ? 1 : 0;
            labels[row] = label;
            first[row] = (float) (Math.floor(steps * (numbers[1] + firstLift * label) / (1 + size) + raised) / steps);
            second[row] =
                    (float) (Math.floor(steps * ((numbers[1] + numbers[2]) / 2 + secondLift * label) / (1 + secondLift))
                            / steps);
        }
    }

    public float[] labels() {
        return labels.clone();
    }

    public float[] firstScores() {
        return first.clone();
    }

    public float[] secondScores() {
        return second.clone();
    }

    public int positives() {
        int positives = 0;
        for (float label : labels) {
            positives += (int) label;
        }
        return positives;
    }
}
