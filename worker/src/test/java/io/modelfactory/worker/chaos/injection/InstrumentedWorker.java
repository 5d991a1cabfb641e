package io.modelfactory.worker.chaos.injection;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.config.Configuration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The worker of the profile given as the argument, in a process that reports to its parent on standard output and reads
 * commands from standard input: {@code set}, {@code set OCCURRENCE}, {@code release}. It ends at once when its parent
 * does.
 */
public final class InstrumentedWorker {
    private InstrumentedWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream parent = System.out;
        System.setOut(System.err);
        PointReporter watch = new PointReporter(parent);
        daemon("commands", () -> executeCommands(watch));
        daemon("sampler", new StageSampler(watch));

        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = Configuration.load(Path.of(arguments[0]), System.getenv(), schemas);
        ExternalResources resources = new InstrumentedResources(ExternalResources.of(configuration), watch);
        Worker worker = Worker.start(configuration, schemas, resources);
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "shutdown"));
        System.exit(worker.awaitEnd() ? 0 : 1);
    }

    private static void executeCommands(PointReporter watch) {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals(PointReporter.RELEASE)) {
                    watch.release();
                } else {
                    watch.set(Optional.of(
                                    order.substring(PointReporter.SET.length()).strip())
                            .filter(occurrence -> !occurrence.isEmpty()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Runtime.getRuntime().halt(2);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
