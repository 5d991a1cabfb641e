package io.modelfactory.worker.negative;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.runtime.Worker;
import io.modelfactory.worker.ledger.RequestRecord;
import io.modelfactory.worker.negative.NegativePath.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;

/**
 * Plays all entries at once: a first worker does what was done before and leaves; then all scenes are set and all records
 * sent, each with a sound request right behind it; then the worker under test starts, and has them all before it.
 */
final class MatrixPlay implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MatrixPlatform platform;
    private final Map<Family, List<Cast>> scenes = new LinkedHashMap<>();
    private final List<Played> played = new ArrayList<>();
    private final Worker worker;

    /** An entry on its stage. */
    private record Cast(NegativePath path, Scene scene) {}

    MatrixPlay(MatrixPlatform platform, List<Family> families) {
        this.platform = platform;
        int number = 0;
        for (Family family : families) {
            List<Cast> casts = new ArrayList<>();
            for (NegativePath path : family.paths()) {
                number++;
                casts.add(new Cast(path, new Scene(platform, "mf.negative.%03d".formatted(number))));
            }
            scenes.put(family, casts);
        }
        playWhatWasBefore();
        scenes.values()
                .forEach(casts -> casts.forEach(cast -> cast.path().input().accept(cast.scene())));
        scenes.forEach(this::send);
        worker = platform.startWorker();
    }

    List<Played> played() {
        return played;
    }

    private void playWhatWasBefore() {
        List<MfJobRequest> before = new ArrayList<>();
        before.add(platform.lendersRequest());
        scenes.values()
                .forEach(casts -> casts.stream()
                        .filter(cast -> cast.path().afterAPass())
                        .forEach(cast -> before.add(cast.scene().firstRequest())));
        before.forEach(platform::send);
        Worker first = platform.startWorker();
        Awaitility.await("the runs that pass before")
                .atMost(PATIENCE)
                .until(() -> before.stream()
                        .allMatch(request -> receiptStatus(request).isPresent()));
        first.close();
    }

    private Optional<String> receiptStatus(MfJobRequest request) {
        return platform.ledger().request(request.getRequestId()).flatMap(RequestRecord::receiptStatus);
    }

    private void send(Family family, List<Cast> casts) {
        for (Cast cast : casts) {
            Scene scene = cast.scene();
            scene.messagesBefore().forEach(platform::send);
            List<RecordMetadata> sent = scene.records().isEmpty()
                    ? List.of(platform.send(scene.message()))
                    : scene.records().stream().map(platform::send).toList();
            String next = scene.id() + ".next";
            platform.send(platform.soundRequest(next, soundWorkOf(family)));
            played.add(new Played(cast.path(), scene, sent, next));
        }
    }

    /** The sound requests of a family ask for the same work, so that it is trained once. */
    static String soundWorkOf(Family family) {
        return "sound-among-" + family.name();
    }

    @Override
    public void close() {
        worker.close();
    }
}
