package io.modelfactory.worker.app.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many entries a list has at most. */
public final class LimitOption {
    private final int max;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "List at most so many, the latest (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /**
     * @param defaultLimit without the option
     * @param max with it
     */
    public LimitOption(int defaultLimit, int max) {
        this.limit = defaultLimit;
        this.max = max;
    }

    /** @throws ParameterException if it is out of bounds */
    public int value() {
        if (limit < 1 || limit > max) {
            throw new ParameterException(command.commandLine(), "--limit must be between 1 and " + max);
        }
        return limit;
    }
}
