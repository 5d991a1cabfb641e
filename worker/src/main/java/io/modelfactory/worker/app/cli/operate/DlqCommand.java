package io.modelfactory.worker.app.cli.operate;

import picocli.CommandLine.Command;

/** {@code mf dlq}: the records that could not be read. */
@Command(
        name = "dlq",
        description = "List dead letters, or send them back.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DlqListCommand.class, DlqReplayCommand.class})
public final class DlqCommand {}
