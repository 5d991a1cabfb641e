package io.modelfactory.worker.chaos;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalPlatform;
import java.util.ArrayList;
import java.util.EnumMap;
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

/**
 * The points at which a worker is killed, and what came of it. The points are those that an undisturbed worker passes; each
 * has its number, because a worker may pass the same one several times in a scene.
 */
final class CrashMatrix implements AutoCloseable {
    /** How often these are passed is for the run to decide, not for the moment at which a loop looks. */
    private static final String COUNTED_KIND = "artifact.";

    /** Told when a transaction ended without a commit, which kills nothing that a commit would not. */
    private static final String ROLLBACK = "ledger.rollback";

    /** Killed at every point; the other plays only at those that these do not have. */
    private static final Set<Play> WHOLE = Set.of(Play.FULL_RUN, Play.PUBLISH_ONLY_RUN, Play.REFUSED_REQUEST);

    private final LocalPlatform platform = LocalPlatform.start(DataDirectory.temporary());
    private final Reference reference = new Reference(platform, "reference");
    private final List<CrashSeries> series;
    private final Map<Play, List<String>> recorded = new EnumMap<>(Play.class);
    private final List<Outcome> outcomes = new ArrayList<>();

    CrashMatrix(String... seriesNames) {
        this.series = List.of(seriesNames).stream()
                .map(name -> new CrashSeries(platform, name, reference))
                .toList();
    }

    /** One killing of the matrix. */
    record Cell(Play play, String point) {}

    /** Plays without killing anybody, and keeps the points that were passed. */
    void record(Play play) {
        CrashSeries first = series.get(0);
        outcomes.add(first.play(play, Optional.empty()));
        recorded.put(play, first.passed());
    }

    /** Kills a worker at each point, in all series at the same time. */
    void play(List<Cell> cells) {
        Queue<Cell> waiting = new ConcurrentLinkedQueue<>(cells);
        ExecutorService threads = Executors.newFixedThreadPool(series.size());
        try {
            List<CompletableFuture<List<Outcome>>> under = series.stream()
                    .map(each -> CompletableFuture.supplyAsync(() -> play(each, waiting), threads))
                    .toList();
            under.forEach(outcome -> outcomes.addAll(outcome.join()));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Outcome> play(CrashSeries series, Queue<Cell> waiting) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Cell cell = waiting.poll(); cell != null; cell = waiting.poll()) {
            Outcome outcome = series.play(cell.play(), Optional.of(cell.point()));
            System.out.println(outcome.row());
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
            for (String occurrence : passed) {
                known.add(pointOf(occurrence));
                boolean wanted = WHOLE.contains(play) || !before.contains(pointOf(occurrence));
                boolean counted = occurrence.startsWith(COUNTED_KIND) || occurrence.endsWith(" #1");
                if (wanted && counted && !kindOf(occurrence).equals(ROLLBACK)) {
                    cells.add(new Cell(play, occurrence));
                }
            }
        });
        return cells;
    }

    /** One cell of each kind: the one in the middle of its kind's, where a run is half done. */
    List<Cell> sample(Play play) {
        return cells().stream()
                .filter(cell -> cell.play() == play)
                .collect(Collectors.groupingBy(cell -> kindOf(cell.point())))
                .values()
                .stream()
                .map(cells -> cells.get(cells.size() / 2))
                .toList();
    }

    /** The names of all points that were recorded, without numbers. */
    Set<String> points() {
        return recorded.values().stream()
                .flatMap(List::stream)
                .map(CrashMatrix::pointOf)
                .collect(Collectors.toSet());
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    Site recordingSite() {
        return series.get(0).site();
    }

    static String kindOf(String occurrence) {
        return occurrence.substring(0, occurrence.indexOf(' '));
    }

    private static String pointOf(String occurrence) {
        return occurrence.substring(0, occurrence.lastIndexOf(" #"));
    }

    @Override
    public void close() {
        series.forEach(CrashSeries::close);
        reference.close();
        platform.close();
    }
}
