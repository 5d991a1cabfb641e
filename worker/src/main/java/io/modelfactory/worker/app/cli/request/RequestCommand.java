package io.modelfactory.worker.app.cli.request;

import picocli.CommandLine.Command;

/** {@code mf request}: asks the worker for something, as an operator. */
@Command(
        name = "request",
        description = "Ask the worker for a training run, once more for one, or to publish one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainBuildCommand.class,
            RequestAgainCommand.class,
            PublishRetryCommand.class,
            PublishOverrideCommand.class
        })
public final class RequestCommand {}
