package io.modelfactory.worker.chaos.edge;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.runtime.Surroundings;
import io.modelfactory.worker.app.runtime.Worker;
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
 * The worker of the profile given as the argument, in a process that reports to its parent on standard output and takes
 * orders on standard input: {@code set}, {@code set OCCURRENCE}, {@code release}. It ends at once when its parent does.
 */
public final class WatchedWorker {
    private WatchedWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream parent = System.out;
        System.setOut(System.err);
        Watch watch = new Watch(parent);
        daemon("orders", () -> obey(watch));
        daemon("sampler", new StageSampler(watch));

        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = Configuration.load(Path.of(arguments[0]), System.getenv(), schemas);
        Surroundings surroundings = new WatchedSurroundings(Surroundings.of(configuration), watch);
        Worker worker = Worker.start(configuration, schemas, surroundings);
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "shutdown"));
        System.exit(worker.awaitEnd() ? 0 : 1);
    }

    private static void obey(Watch watch) {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals(Watch.RELEASE)) {
                    watch.release();
                } else {
                    watch.set(Optional.of(order.substring(Watch.SET.length()).strip())
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
