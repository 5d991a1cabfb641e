package io.modelfactory.worker.chaos;

/**
 * One passing of a point by a watched worker, such as {@code ledger.commit.before EVAL_READY #1}.
 *
 * @param name what crosses which edge: the kind and its subject
 * @param number how often the worker has passed the point by then, since the watch was set
 */
record InjectionPoint(String name, int number) {
    private static final String NUMBER = " #";

    static InjectionPoint parse(String text) {
        int end = text.lastIndexOf(NUMBER);
        return new InjectionPoint(text.substring(0, end), Integer.parseInt(text.substring(end + NUMBER.length())));
    }

    /** The first word of its name. */
    String kind() {
        return name.split(" ", 2)[0];
    }

    @Override
    public String toString() {
        return name + NUMBER + number;
    }
}
