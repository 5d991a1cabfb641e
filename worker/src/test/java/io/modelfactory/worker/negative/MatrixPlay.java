package io.modelfactory.worker.negative;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.runtime.Worker;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.ledger.RequestRecord;
import io.modelfactory.worker.negative.NegativePath.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;

/**
 * Plays all entries at once: a first worker does what was done before and leaves, a second one is outside its boundaries;
 * then all scenes are set and all records sent, each with a sound request right behind it; then the worker under test
 * starts, and has them all before it.
 */
final class MatrixPlay implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MatrixPlatform platform;
    private final List<Cast> casts = new ArrayList<>();
    private final Worker worker;

    /** An entry on its stage; {@code sent} is filled as the scene's own records are. */
    private record Cast(Family family, NegativePath path, Scene scene, List<RecordMetadata> sent) {

        boolean isIn(Setting setting) {
            return path.setting() == setting;
        }
    }

    MatrixPlay(MatrixPlatform platform, List<Family> families) {
        this.platform = platform;
        for (Family family : families) {
            for (NegativePath path : family.paths()) {
                Scene scene = new Scene(platform, "mf.negative.%03d".formatted(casts.size() + 1));
                casts.add(new Cast(family, path, scene, new ArrayList<>()));
            }
        }
        playOn(platform.configuration(), whatWasBefore());
        playOn(platform.outsider(), outside());
        in(Setting.PLAIN, Setting.AFTER_A_PASS)
                .forEach(cast -> cast.path().input().accept(cast.scene()));
        casts.forEach(this::send);
        worker = platform.startWorker(platform.configuration());
    }

    List<Played> played() {
        return casts.stream()
                .map(cast -> new Played(cast.path(), cast.scene(), cast.sent(), next(cast)))
                .toList();
    }

    /** The sound requests of a family ask for the same work, so that it is trained once. */
    static String soundWorkOf(Family family) {
        return "sound-among-" + family.name();
    }

    private Stream<Cast> in(Setting... settings) {
        return casts.stream()
                .filter(cast -> List.of(settings).contains(cast.path().setting()));
    }

    private List<String> whatWasBefore() {
        List<MfJobRequest> requests = new ArrayList<>();
        requests.add(platform.modelRequest());
        in(Setting.AFTER_A_PASS).forEach(cast -> requests.add(cast.scene().firstRequest()));
        requests.forEach(platform::send);
        return requests.stream().map(MfJobRequest::getRequestId).toList();
    }

    private List<String> outside() {
        in(Setting.OUTSIDE_THE_BOUNDARIES).forEach(cast -> {
            cast.scene().message().put("run_config_digest", platform.outsider().runConfigDigest());
            cast.path().input().accept(cast.scene());
            cast.sent().add(platform.send(cast.scene().message()));
        });
        return in(Setting.OUTSIDE_THE_BOUNDARIES)
                .map(cast -> cast.scene().message().getRequestId())
                .toList();
    }

    /** Has a worker of its own take what was sent, and leave when these requests are answered. */
    private void playOn(Configuration configuration, List<String> requestIds) {
        Worker passing = platform.startWorker(configuration);
        Awaitility.await("answers to " + requestIds)
                .atMost(PATIENCE)
                .until(() -> requestIds.stream().allMatch(this::isAnswered));
        passing.close();
    }

    private boolean isAnswered(String requestId) {
        return platform.ledger()
                .request(requestId)
                .flatMap(RequestRecord::receiptStatus)
                .isPresent();
    }

    private void send(Cast cast) {
        Scene scene = cast.scene();
        if (!cast.isIn(Setting.OUTSIDE_THE_BOUNDARIES)) {
            scene.messagesBefore().forEach(platform::send);
            if (scene.records().isEmpty()) {
                cast.sent().add(platform.send(scene.message()));
            } else {
                scene.records().forEach(record -> cast.sent().add(platform.send(record)));
            }
        }
        platform.send(platform.soundRequest(next(cast), soundWorkOf(cast.family())));
    }

    private static String next(Cast cast) {
        return cast.scene().id() + ".next";
    }

    @Override
    public void close() {
        worker.close();
    }
}
