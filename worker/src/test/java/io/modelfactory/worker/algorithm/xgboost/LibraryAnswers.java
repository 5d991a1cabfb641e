package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.model.FeatureMatrix;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * What xgboost4j's own Java interface makes of rows of {@link SyntheticRows}, in a process of its own: it loads a
 * second copy of the library, and two copies in one process release some of what they share twice.
 */
final class LibraryAnswers {
    private LibraryAnswers() {}

    /** Of the rows of one call. */
    static final class Answers {
        private final float[][] margins;
        private final float[][] contributions;

        private Answers(float[][] margins, float[][] contributions) {
            this.margins = margins;
            this.contributions = contributions;
        }

        /** One a row. */
        float[][] margins() {
            return margins;
        }

        /** Of each row: one a feature, then the expected margin. */
        float[][] contributions() {
            return contributions;
        }
    }

    /** A model of the library alone, which splits the third feature by sets of categories. */
    static byte[] modelWithCategories(Path folder) throws Exception {
        Path model = folder.resolve("categories.ubj");
        run("train", model.toString());
        return Files.readAllBytes(model);
    }

    /** @param rows of {@link SyntheticRows#of}, made with the seed */
    static Answers of(byte[] model, int rows, int seed, Path folder) throws Exception {
        Path stored = Files.write(Files.createTempFile(folder, "model", ".ubj"), model);
        Path answers = folder.resolve(stored.getFileName() + ".answers");
        run("answer", stored.toString(), String.valueOf(rows), String.valueOf(seed), answers.toString());
        try (DataInputStream in = new DataInputStream(Files.newInputStream(answers))) {
            return new Answers(read(in), read(in));
        }
    }

    private static void run(String... arguments) throws Exception {
        Process process = new ProcessBuilder(ChildJvm.ofThisClassPath(LibraryAnswers.class, arguments))
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("train")) {
            train(Path.of(arguments[1]));
        } else {
            answer(arguments);
        }
    }

    private static void train(Path to) throws Exception {
        DMatrix matrix = matrix(SyntheticRows.of(5_000, 1).features());
        matrix.setFeatureTypes(new String[] {"q", "q", "c"});
        matrix.setLabel(SyntheticRows.of(5_000, 1).labels().toArray());
        Map<String, Object> settings =
                Map.of("objective", "binary:logistic", "tree_method", "hist", "max_depth", 5, "max_cat_to_onehot", 1);
        Booster booster = XGBoost.train(matrix, settings, 20, Map.of(), null, null);
        assertThat(String.join("", booster.getModelDump("", false)))
                .as("sets of categories")
                .contains("[f2:{");
        Files.write(to, booster.toByteArray("ubj"));
    }

    private static void answer(String[] arguments) throws Exception {
        Booster booster = XGBoost.loadModel(Files.readAllBytes(Path.of(arguments[1])));
        FeatureMatrix rows = SyntheticRows.of(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]))
                .features();
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(Path.of(arguments[4])))) {
            write(booster.predict(matrix(rows), true), out);
            write(booster.predictContrib(matrix(rows), 0), out);
        }
    }

    private static DMatrix matrix(FeatureMatrix rows) throws Exception {
        return new DMatrix(rows.values(), rows.rows(), rows.columns(), Float.NaN);
    }

    private static void write(float[][] rows, DataOutputStream out) throws IOException {
        out.writeInt(rows.length);
        out.writeInt(rows[0].length);
        for (float[] row : rows) {
            for (float value : row) {
                out.writeFloat(value);
            }
        }
    }

    private static float[][] read(DataInputStream in) throws IOException {
        float[][] rows = new float[in.readInt()][in.readInt()];
        for (float[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                row[column] = in.readFloat();
            }
        }
        return rows;
    }
}
