package io.modelfactory.worker.model;

import java.util.regex.Pattern;

/**
 * How a model is stored.
 *
 * @param id as model descriptors and bundles name it, such as {@code xgboost-ubj}; its first word is the model's family
 * @param fileName of the model in a run's folder and in a bundle, {@code model.<extension>}; no other format has the
 *     same
 * @param library the software that writes and reads it, as its users call it
 */
public record ModelFormat(String id, String fileName, String library) {
    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern FILE_NAME = Pattern.compile("model\\.[a-z0-9]+");

    public ModelFormat {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("the id of a model format is lower-case words joined by -: " + id);
        }
        if (!isModelFile(fileName)) {
            throw new IllegalArgumentException("a model file is called model.<extension>: " + fileName);
        }
        if (library.isBlank()) {
            throw new IllegalArgumentException("the model format " + id + " must name its library");
        }
    }

    /** What kind of model it is, without how it is written: {@code xgboost} of {@code xgboost-ubj}. */
    public String family() {
        return id.split("-", 2)[0];
    }

    /** Whether a file of a run or of a bundle is a model, whatever its format. */
    public static boolean isModelFile(String fileName) {
        return FILE_NAME.matcher(fileName).matches();
    }
}
