package io.modelfactory.worker.algorithm.lightgbm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is changed of a model's text before it is stored; any LightGBM reads it as before. */
final class LightgbmModelText {
    /** The parameters of the training, threads among them; scoring needs none of them. */
    private static final Pattern PARAMETERS =
            Pattern.compile("\nparameters:\n.*?\nend of parameters\n", Pattern.DOTALL);

    private static final Pattern LAST_LINE_BEFORE_OBJECTIVE = Pattern.compile("\nmax_feature_idx=\\d+\n");
    private static final Pattern LEAVES = Pattern.compile("\nTree=0\nnum_leaves=(\\d+)\n");

    private LightgbmModelText() {}

    /**
     * Without the parameters of the training, and with the objective that its gradients were of, by which the library
     * turns margins into probabilities.
     */
    static String stored(String trained) {
        String text = PARAMETERS.matcher(trained).replaceFirst("\n");
        Matcher header = LAST_LINE_BEFORE_OBJECTIVE.matcher(text);
        if (!header.find()) {
            throw new IllegalStateException("LightGBM's model has no max_feature_idx");
        }
        return text.substring(0, header.end()) + "objective=binary sigmoid:1\n" + text.substring(header.end());
    }

    static int leavesOfFirstTree(String model) {
        Matcher leaves = LEAVES.matcher(model);
        if (!leaves.find()) {
            throw new IllegalStateException("LightGBM's model has no tree");
        }
        return Integer.parseInt(leaves.group(1));
    }
}
