package io.modelfactory.worker.app.cli.operate;

import picocli.CommandLine.Command;

/** {@code mf worker}: the process that does the work. */
@Command(
        name = "worker",
        description = "The worker: takes requests, trains, judges and publishes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = WorkerRunCommand.class)
public final class WorkerCommand {}
