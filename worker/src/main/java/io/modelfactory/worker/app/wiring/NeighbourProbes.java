package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.NeighbourStatus;
import io.modelfactory.worker.kafka.RegisteredSchemas;
import io.modelfactory.worker.telemetry.CachedProbe;
import io.modelfactory.worker.telemetry.CachedProbe.ProbeResult;
import io.modelfactory.worker.telemetry.CachedProbe.ProbeTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks now and then what a console depends on, however many look at it. */
final class NeighbourProbes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourProbes.class);

    private static final ProbeTiming TIMING =
            new ProbeTiming(Duration.ofSeconds(5), Duration.ofSeconds(2), System::nanoTime);
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(2);

    private final ExecutorService threads = Executors.newCachedThreadPool(
            BasicThreadFactory.builder().namingPattern("console-probe").daemon().build());
    private final Wiring wiring;
    private final List<NeighbourProbe> probes = new ArrayList<>();
    private final CachedProbe<Long> lag;
    private Optional<BrokerAdmin> broker = Optional.empty();

    /** @param detail where the neighbour is */
    private record NeighbourProbe(String name, String detail, CachedProbe<?> probe) {}

    /**
     * @param database asks the database anything
     * @param store asks the store anything
     */
    NeighbourProbes(Wiring wiring, Supplier<?> database, Runnable store) {
        this.wiring = wiring;
        this.lag = probe(() -> ConsumerGroupStatus.lag(broker(), wiring.kafka()));
        probes.add(new NeighbourProbe("database", wiring.database().url().split("[?]", 2)[0], probe(database)));
        probes.add(new NeighbourProbe("broker", wiring.kafka().bootstrapServers(), lag));
        probes.add(new NeighbourProbe("object_store", wiring.objectStore().root(), probe(asked(store))));
        addRegistry();
    }

    /** A foreign serializer knows by itself whether its registry answers. */
    private void addRegistry() {
        SerdeFactory serdes = new SerdeFactory(wiring.schemaRegistry());
        try {
            RegisteredSchemas registered = serdes.registered();
            probes.add(new NeighbourProbe(
                    "schema_registry", wiring.schemaRegistry().url(), probe(asked(registered::requireReachable))));
        } catch (ConfigurationException foreign) {
            LOG.info("the console leaves the schema registry out: {}", foreign.getMessage());
        }
    }

    private static Supplier<Boolean> asked(Runnable question) {
        return () -> {
            question.run();
            return true;
        };
    }

    private <T> CachedProbe<T> probe(Supplier<T> question) {
        return new CachedProbe<>(question, TIMING, threads);
    }

    private synchronized BrokerAdmin broker() {
        BrokerAdmin opened = broker.orElseGet(() -> BrokerAdmin.open(wiring.kafka(), BROKER_TIMEOUT));
        broker = Optional.of(opened);
        return opened;
    }

    List<NeighbourStatus> all() {
        probes.forEach(neighbour -> neighbour.probe().refresh());
        return probes.stream()
                .map(neighbour -> new NeighbourStatus(
                        neighbour.name(),
                        neighbour.detail(),
                        neighbour.probe().get().problem()))
                .toList();
    }

    OptionalLong requestLag() {
        ProbeResult<Long> found = lag.get();
        return found.value().map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        broker.ifPresent(BrokerAdmin::close);
    }
}
