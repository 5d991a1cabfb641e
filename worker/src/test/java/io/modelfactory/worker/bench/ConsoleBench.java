package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.ledger.ServerProcessorTime;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * What the console costs those who work: runs that do nothing are claimed and published, and their messages relayed to
 * nowhere, in turns while no one looks, while many look at the ledger, and while as many look at another one on a
 * server of its own. Those who look listen and fetch a page each second, in a process of their own with the console.
 *
 * <p>With {@code processors=apart} workers and their database have one processor, and viewers, console and the other
 * database have another: what looking takes by itself then takes no time from the workers, and what is left are the
 * console's statements in their database, and what two busy processors of one machine take from each other; the ledger
 * on the other server shows how much that is.
 */
final class ConsoleBench implements Benchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String PROCESSORS = "processors";
    private static final String APART = "apart";
    private static final int OF_WORKERS = 0;
    private static final int OF_VIEWERS = 1;
    private static final String LEDGER = "queue";

    /** Messages that one round of the relay takes. */
    private static final RelayRound RELAY_ROUND = RelayRound.ofSize(500, 8);

    /** What those do who look, while runs are completed. */
    private enum Looking {
        AWAY,
        ELSEWHERE,
        HERE
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "runs",
                "1000",
                "rounds",
                "9",
                "warmup",
                "1000",
                "threads",
                "4",
                "viewers",
                "200",
                PROCESSORS,
                "shared",
                BenchSettings.JVM,
                "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        boolean apart = settings.text(PROCESSORS).equals(APART);
        int threads = settings.number("threads");
        Path log = Path.of("worker", "target", "bench", "console-viewers.log");
        try (BenchDatabase server = new BenchDatabase();
                BenchDatabase other = new BenchDatabase();
                HikariDataSource ledger = server.database(LEDGER, threads);
                HikariDataSource relaying = server.database(LEDGER, 1);
                HikariDataSource elsewhere = other.database(LEDGER, 2);
                ConsoleAudience audience = ConsoleAudience.start(
                        server.access(LEDGER),
                        settings.number("viewers"),
                        apart ? Optional.of(OF_VIEWERS) : Optional.empty(),
                        log)) {
            if (apart) {
                ProcessorPin.pin(ProcessHandle.current().pid(), OF_WORKERS);
                server.pin(OF_WORKERS);
                other.pin(OF_VIEWERS);
            }
            int warmup = settings.number("warmup");
            NoOpRuns others = new NoOpRuns(elsewhere);
            others.queue(0, warmup);
            others.completeAll();
            NoOpRuns runs = new NoOpRuns(ledger);
            Map<Looking, EmbeddedDatabase.Access> ledgers =
                    Map.of(Looking.ELSEWHERE, other.access(LEDGER), Looking.HERE, server.access(LEDGER));
            Rounds rounds = new Rounds(runs, ledger, threads, audience, ledgers);
            RelayThread relay = RelayThread.start(relaying);
            try {
                rounds.complete(warmup);
                List.of(ledger, elsewhere).forEach(BenchPlatform::analyze);
                List<Map<Looking, WorkTime>> times = new ArrayList<>();
                for (int round = 0; round < settings.number("rounds"); round++) {
                    times.add(rounds.all(settings.number("runs")));
                }
                return figures(times, settings.number("runs")).setAll(audience.figures());
            } finally {
                relay.stop();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode figures(List<Map<Looking, WorkTime>> rounds, int runs) {
        ObjectNode figures = Json.object();
        putRatios(figures, "ratio", rounds, Looking.HERE, Looking.AWAY, WorkTime::clock);
        putRatios(figures, "processor_ratio", rounds, Looking.HERE, Looking.AWAY, WorkTime::processor);
        putRatios(figures, "ratio_to_elsewhere", rounds, Looking.HERE, Looking.ELSEWHERE, WorkTime::clock);
        putRatios(
                figures, "processor_ratio_to_elsewhere", rounds, Looking.HERE, Looking.ELSEWHERE, WorkTime::processor);
        for (Looking looking : Looking.values()) {
            WorkTime all = rounds.stream()
                    .map(round -> round.getOrDefault(looking, WorkTime.NONE))
                    .reduce(WorkTime.NONE, WorkTime::plus);
            String name = looking.name().toLowerCase(Locale.ROOT);
            figures.put("runs_per_s_" + name, FigureFormat.rounded(rounds.size() * runs / all.clock()));
            figures.put(
                    "processor_ms_a_run_" + name, FigureFormat.rounded(all.processor() * 1e3 / rounds.size() / runs));
            figures.put("console_server_ms_a_second_" + name, FigureFormat.rounded(all.console() * 1e3 / all.clock()));
        }
        return figures;
    }

    /** How many times as much the one took as the other: the middle round, and the range. */
    private static void putRatios(
            ObjectNode figures,
            String name,
            List<Map<Looking, WorkTime>> rounds,
            Looking one,
            Looking other,
            ToDoubleFunction<WorkTime> measure) {
        double[] ratios = rounds.stream()
                .mapToDouble(round -> measure.applyAsDouble(round.getOrDefault(one, WorkTime.NONE))
                        / measure.applyAsDouble(round.getOrDefault(other, WorkTime.NONE)))
                .sorted()
                .toArray();
        figures.put(name, FigureFormat.rounded(ratios[ratios.length / 2]))
                .put(name + "_least", FigureFormat.rounded(ratios[0]))
                .put(name + "_most", FigureFormat.rounded(ratios[ratios.length - 1]));
    }

    /**
     * What it took to complete runs, in seconds.
     *
     * @param processor of the threads that worked, and of the database's processes for them and the relay
     * @param console of the database's processes for the console
     */
    private record WorkTime(double clock, double processor, double console) {
        static final WorkTime NONE = new WorkTime(0, 0, 0);

        WorkTime plus(WorkTime more) {
            return new WorkTime(clock + more.clock, processor + more.processor, console + more.console);
        }
    }

    /** Completes runs of growing numbers. */
    private static final class Rounds {
        private final NoOpRuns runs;
        private final DataSource ledger;
        private final int threads;
        private final ConsoleAudience audience;
        private final Map<Looking, EmbeddedDatabase.Access> ledgers;
        private int next;
        private int round;

        Rounds(
                NoOpRuns runs,
                DataSource ledger,
                int threads,
                ConsoleAudience audience,
                Map<Looking, EmbeddedDatabase.Access> ledgers) {
            this.runs = runs;
            this.ledger = ledger;
            this.threads = threads;
            this.audience = audience;
            this.ledgers = ledgers;
        }

        /** As many in each way; which way comes first changes from round to round. */
        Map<Looking, WorkTime> all(int number) {
            Map<Looking, WorkTime> times = new EnumMap<>(Looking.class);
            List<Looking> ways = List.of(Looking.values());
            IntStream.range(0, ways.size())
                    .mapToObj(place -> ways.get((place + round) % ways.size()))
                    .forEach(way -> times.put(way, complete(number, way)));
            round++;
            return times;
        }

        private WorkTime complete(int number, Looking looking) {
            EmbeddedDatabase.Access lookedAt = ledgers.get(looking);
            if (lookedAt == null) {
                return complete(number);
            }
            audience.watch(lookedAt);
            try {
                return complete(number);
            } finally {
                audience.rest();
            }
        }

        WorkTime complete(int number) {
            runs.queue(next, next + number);
            next += number;
            long workersBefore = serverNanos("<>");
            long consoleBefore = serverNanos("=");
            AtomicLong own = new AtomicLong();
            double clock = ParallelTasks.seconds(threads, thread -> {
                long before = THREADS.getCurrentThreadCpuTime();
                runs.completeAll();
                own.addAndGet(THREADS.getCurrentThreadCpuTime() - before);
            });
            return new WorkTime(
                    clock,
                    (own.get() + serverNanos("<>") - workersBefore) / 1e9,
                    (serverNanos("=") - consoleBefore) / 1e9);
        }

        /**
         * Processor time so far of the connections that are open, which none of the pools closes meanwhile.
         *
         * @param comparison of their names with that of the console's connections
         */
        private long serverNanos(String comparison) {
            return ServerProcessorTime.nanos(Jdbi.create(ledger)
                    .withHandle(handle -> handle.createQuery("""
                            SELECT pid FROM pg_stat_activity
                            WHERE datname = current_database() AND application_name <comparison> :console
                            """)
                            .define("comparison", comparison)
                            .bind("console", WatchingConsole.APPLICATION)
                            .mapTo(Integer.class)
                            .list()));
        }
    }

    /** Marks messages as relayed, and so notifies of changes, as a worker's relay does; no broker takes them. */
    private record RelayThread(BackgroundLoop loop, Thread thread) {
        static RelayThread start(DataSource database) {
            OutboxReader outbox = new OutboxReader(database);
            BackgroundLoop loop = BackgroundLoop.polling(
                    FaultSource.RELAY,
                    () -> outbox.relayNext(RELAY_ROUND, (page, requireLock) -> () -> page)
                            .orElse(0),
                    new WorkerMeters(new SimpleMeterRegistry()));
            Thread thread = new Thread(loop, "relay");
            thread.start();
            return new RelayThread(loop, thread);
        }

        void stop() {
            loop.stop();
            ParallelTasks.join(thread);
        }
    }
}
