package io.modelfactory.worker.app.command;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.runtime.Worker;
import io.modelfactory.worker.config.Configuration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf worker}: the long-lived process. */
@Command(
        name = "worker",
        description = "The long-lived worker.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = WorkerCommand.Run.class)
final class WorkerCommand {

    @Command(
            name = "run",
            description = {
                "Takes requests from Kafka, trains, judges and publishes, until it is told to stop.",
                "SIGTERM lets the runs at work end within the grace period; what does not end is resumed by another worker."
            },
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        @Mixin
        private final ProfileOption profile = new ProfileOption();

        @Override
        public Integer call() throws InterruptedException {
            JsonSchemas schemas = new JsonSchemas();
            Configuration configuration = profile.load(schemas);
            Worker worker = Worker.start(configuration, schemas);
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "shutdown"));
            return worker.awaitEnd() ? 0 : FailureReport.FAILED;
        }
    }
}
