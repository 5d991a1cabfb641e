package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.publish.PublishStage.Publication;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs of one kind, the first of which may come in cold JVMs. */
final class RunSeries {
    private final BenchRequests requests;
    private final List<Double> seconds = new ArrayList<>();
    private final List<ObjectNode> stages = new ArrayList<>();
    private double peakMegabytes;

    RunSeries(BenchRequests requests) {
        this.requests = requests;
    }

    /**
     * Executes one more.
     *
     * @param number of its own
     * @return where its model lies
     */
    Path run(BenchStages bench, int number) {
        ObjectNode request = requests.document(number);
        Map<String, Double> before = bench.stageSeconds();
        long start = System.nanoTime();
        Publication published = bench.runStages(request);
        seconds.add(FigureFormat.secondsSince(start));
        ObjectNode ofRun = Json.object();
        bench.stageSeconds()
                .forEach((stage, total) ->
                        ofRun.put(stage, FigureFormat.rounded(total - before.getOrDefault(stage, 0.0))));
        stages.add(ofRun);
        return bench.file(published, ArtifactName.MODEL);
    }

    /** The same while its processes' memory is looked at, which takes time from them. */
    Path runWatched(BenchStages bench, int number) {
        try (PeakMemorySampler memory = PeakMemorySampler.start()) {
            Path model = run(bench, number);
            peakMegabytes = memory.megabytes();
            return model;
        }
    }

    boolean hasRun() {
        return !seconds.isEmpty();
    }

    /** Of {@link WarmRuns}. */
    double warm() {
        return seconds.get(WarmRuns.middle(seconds));
    }

    double first() {
        return seconds.get(0);
    }

    /** Since the start of the processes that did it. */
    double peakMegabytes() {
        return peakMegabytes;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("s");
        seconds.forEach(each -> all.add(FigureFormat.rounded(each)));
        json.put("peak_rss_mb", FigureFormat.rounded(peakMegabytes))
                .set("warm_stages_s", stages.get(WarmRuns.middle(seconds)));
        return json;
    }
}
