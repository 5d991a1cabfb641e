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
 * The points at which a worker is killed, and what came of it. The points are those that an undisturbed worker passes; each
 * has its number, because a worker may pass the same one several times in a scene.
 */
final class CrashMatrix implements AutoCloseable {
    /** How often an artifact is written is for the run to decide; how often a loop comes by, for the moment at which it looks. */
    private static final String COUNTED_KIND = "artifact.write.";

    /** Where nothing leaves the worker: between two reads it dies as it does inside a stage. */
    private static final Set<String> HARMLESS_KINDS = Set.of("artifact.read", "ledger.rollback");

    /** Killed at every point; the other plays only at those that these do not have. */
    private static final Set<ScenarioScript> FULL_COVERAGE_SCRIPTS =
            EnumSet.of(ScenarioScript.FULL_RUN, ScenarioScript.PUBLISH_ONLY_RUN);

    private final ReferenceWorker reference;
    private final List<CrashSeries> series;
    private final Map<ScenarioScript, List<InjectionPoint>> recorded = new EnumMap<>(ScenarioScript.class);
    private final List<ChaosResult> outcomes = new ArrayList<>();

    /** @param names of the series, which play at the same time, each on a site of its own */
    CrashMatrix(String... names) {
        this.reference = new ReferenceWorker("reference_of_" + names[0]);
        this.series =
                Stream.of(names).map(name -> new CrashSeries(name, reference)).toList();
    }

    /** One killing of the matrix. */
    record Cell(ScenarioScript script, InjectionPoint point) {
        @Override
        public String toString() {
            return script + " " + point;
        }
    }

    /** Plays without killing anybody, and keeps the points that were passed. */
    void record(ScenarioScript play) {
        CrashSeries first = series.get(0);
        outcomes.add(first.runScenario(play, Optional.empty()));
        recorded.put(play, first.passed());
    }

    /** Kills a worker at each point. */
    void runCells(Collection<Cell> cells) {
        System.out.printf("crash matrix: %d scenes%n", cells.size());
        Queue<Cell> waiting = new ConcurrentLinkedQueue<>(cells);
        ExecutorService threads = Executors.newFixedThreadPool(series.size());
        try {
            List<CompletableFuture<List<ChaosResult>>> playing = series.stream()
                    .map(each -> CompletableFuture.supplyAsync(() -> runCells(each, waiting), threads))
                    .toList();
            playing.forEach(played -> outcomes.addAll(played.join()));
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

    /** Every cell of the matrix, of the plays that were recorded. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        Set<String> known = new HashSet<>();
        recorded.forEach((play, passed) -> {
            Set<String> before = Set.copyOf(known);
            for (InjectionPoint point : passed) {
                known.add(point.name());
                boolean wanted = FULL_COVERAGE_SCRIPTS.contains(play) || !before.contains(point.name());
                boolean counted = point.kind().startsWith(COUNTED_KIND) || point.number() == 1;
                if (wanted && counted && !HARMLESS_KINDS.contains(point.kind())) {
                    cells.add(new Cell(play, point));
                }
            }
        });
        return cells;
    }

    /** The one in the middle of all that have a kind, where a run is half done. */
    Cell middleCell(ScenarioScript play, String kind) {
        List<Cell> cells = cells().stream()
                .filter(cell -> cell.script() == play && cell.point().kind().equals(kind))
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
