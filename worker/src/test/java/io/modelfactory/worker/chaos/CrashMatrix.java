package io.modelfactory.worker.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The injection points at which a worker is killed, and the results. The points are those that an undisturbed worker
 * passes; each has a number, because a worker may pass the same one several times in a scenario.
 */
final class CrashMatrix implements AutoCloseable {
    /**
     * The run determines how often an artifact is written; timing determines how often a polling loop passes the other
     * points.
     */
    private static final String COUNTED_KIND = "artifact.write.";

    /** Nothing leaves the worker there: a kill between two reads has the effect of a kill inside a stage. */
    private static final Set<String> HARMLESS_KINDS = Set.of("artifact.read", "ledger.rollback");

    /** Workers are killed at every point of these; in the other scripts only at points that these do not have. */
    private static final Set<ScenarioScript> FULL_COVERAGE_SCRIPTS =
            EnumSet.of(ScenarioScript.FULL_RUN, ScenarioScript.PUBLISH_ONLY_RUN);

    private final ReferenceWorker reference;
    private final List<CrashSeries> series;
    private final Map<ScenarioScript, List<InjectionPoint>> recorded = new EnumMap<>(ScenarioScript.class);
    private final List<ChaosResult> outcomes = new ArrayList<>();

    /** @param names of the series, which run concurrently, each in an environment of its own */
    CrashMatrix(String... names) {
        this.reference = new ReferenceWorker("reference_of_" + names[0]);
        this.series =
                Stream.of(names).map(name -> new CrashSeries(name, reference)).toList();
    }

    /** One kill of the matrix. */
    record Cell(ScenarioScript script, InjectionPoint point) {
        @Override
        public String toString() {
            return script + " " + point;
        }
    }

    /** Executes the script without killing a worker, and records the points that were passed. */
    void record(ScenarioScript script) {
        CrashSeries first = series.get(0);
        outcomes.add(first.runScenario(script, Optional.empty()));
        recorded.put(script, first.passed());
    }

    /** Kills a worker at each point. */
    void runCells(Collection<Cell> cells) {
        System.out.printf("crash matrix: %d scenarios%n", cells.size());
        Queue<Cell> waiting = new ConcurrentLinkedQueue<>(cells);
        ExecutorService threads = Executors.newFixedThreadPool(series.size());
        try {
            List<CompletableFuture<List<ChaosResult>>> running = series.stream()
                    .map(each -> CompletableFuture.supplyAsync(() -> runCells(each, waiting), threads))
                    .toList();
            running.forEach(results -> outcomes.addAll(results.join()));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<ChaosResult> runCells(CrashSeries series, Queue<Cell> waiting) {
        List<ChaosResult> outcomes = new ArrayList<>();
        for (Cell cell = waiting.poll(); cell != null; cell = waiting.poll()) {
            ChaosResult outcome = series.runScenario(cell.script(), Optional.of(cell.point()));
            System.out.println(outcome.toTableRow());
            outcomes.add(outcome);
        }
        return outcomes;
    }

    /** Every cell of the matrix, for the scripts that were recorded. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        Set<String> known = new HashSet<>();
        recorded.forEach((script, passed) -> {
            Set<String> before = Set.copyOf(known);
            for (InjectionPoint point : passed) {
                known.add(point.name());
                boolean wanted = FULL_COVERAGE_SCRIPTS.contains(script) || !before.contains(point.name());
                boolean counted = point.kind().startsWith(COUNTED_KIND) || point.number() == 1;
                if (wanted && counted && !HARMLESS_KINDS.contains(point.kind())) {
                    cells.add(new Cell(script, point));
                }
            }
        });
        return cells;
    }

    /** The middle one of all cells of a kind, where a run is half done. */
    Cell middleCell(ScenarioScript script, String kind) {
        List<Cell> cells = cells().stream()
                .filter(cell -> cell.script() == script && cell.point().kind().equals(kind))
                .toList();
        return cells.get(cells.size() / 2);
    }

    /** The names of all points that were recorded. */
    Set<String> pointNames() {
        return recorded.values().stream()
                .flatMap(List::stream)
                .map(InjectionPoint::name)
                .collect(Collectors.toSet());
    }

    List<ChaosResult> outcomes() {
        return List.copyOf(outcomes);
    }

    ChaosEnvironment recordingEnvironment() {
        return series.get(0).environment();
    }

    @Override
    public void close() {
        series.forEach(CrashSeries::close);
        reference.close();
    }
}
