package io.modelfactory.worker.config;

import java.util.List;

/** A profile or policy cannot be used; lists every problem, one a line if there are several. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param source the file, as it was named */
    public ConfigurationException(String source, List<String> problems) {
        super(source + " cannot be used:" + text(problems));
        this.problems = List.copyOf(problems);
    }

    /** A single one needs no line of its own. */
    private static String text(List<String> problems) {
        return problems.size() == 1 ? " " + problems.get(0) : "\n  - " + String.join("\n  - ", problems);
    }

    /** Each as {@code path.to.key: what is wrong and how to put it right}. */
    public List<String> problems() {
        return problems;
    }
}
