package io.modelfactory.worker.app.cli.dataset;

import picocli.CommandLine.Command;

/** {@code mf dataset}: files that models are to learn from. */
@Command(
        name = "dataset",
        description = "Look at data files, or add them to the store as a dataset.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DatasetInspectCommand.class, DatasetContentsCommand.class, DatasetAddCommand.class})
public final class DatasetCommand {}
