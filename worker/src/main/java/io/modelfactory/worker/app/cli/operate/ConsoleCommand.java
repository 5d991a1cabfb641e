package io.modelfactory.worker.app.cli.operate;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.PastableCommands;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.operator.OperatorConsole;
import io.modelfactory.worker.app.wiring.ConsoleFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.ConsoleServer;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf console}: pages that operators look at. */
@Command(
        name = "console",
        description = {
            "Serves pages that show runs, bundles, datasets and what is wrong.",
            "Until it is stopped. It only looks, and waits for a database, broker or store that does not answer yet."
        },
        mixinStandardHelpOptions = true,
        subcommands = ConsolePasswordCommand.class,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:it was stopped",
            "1:the address cannot be listened on; the message says why",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {"  mf console", "  mf console --port 0     # any port that is free; the first line says which"})
public final class ConsoleCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen on this address instead of wiring.console.host.")
    private Optional<String> bind = Optional.empty();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Listen on this port instead of wiring.console.port; 0 for any that is free.")
    private Optional<Integer> port = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = profile.load(new JsonSchemas());
        Wiring.Console settings = configuration.profile().wiring().console();
        ConsoleServer console = ConsoleFactory.start(
                configuration,
                new OperatorConsole(
                        PastableCommands.launcher(),
                        Optional.of(profile.chosen().file())),
                bind.orElse(settings.host()),
                port.orElse(settings.port()));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            console.close();
                            stopped.countDown();
                        },
                        "shutdown"));
        output.print(
                Json.object().put("url", console.url()),
                () -> "The console is at " + console.url() + " (stop it by Ctrl-C)");
        stopped.await();
        return ExitCode.SUCCESS;
    }
}
