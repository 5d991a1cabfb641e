package io.modelfactory.worker.app.cli.operate;

import picocli.CommandLine.Command;

/** {@code mf config}: the configuration from outside. */
@Command(
        name = "config",
        description = "Show, digest or check the configuration.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigShowCommand.class, ConfigDigestCommand.class, ConfigCheckCommand.class})
public final class ConfigCommand {}
