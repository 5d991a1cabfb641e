package io.modelfactory.worker.app.cli.operate;

import picocli.CommandLine.Command;

/** {@code mf history}: the ledger's events, requests and audits by month. */
@Command(
        name = "history",
        description = "List the ledger's months, or export and detach one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HistoryListCommand.class, HistoryExportCommand.class})
public final class HistoryCommand {}
