package io.modelfactory.worker.console.live;

import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.progress.TrainingRound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the validation metric of runs went while they trained, as far as this console has seen it: the ledger has the
 * latest value only. Bounded; a curve that grows long loses every other point.
 */
public final class TrainingCurves {
    private static final int RUNS = 200;
    private static final int POINTS = 240;

    private final Map<String, TrainingCurve> curves = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TrainingCurve> eldest) {
            return size() > RUNS;
        }
    };

    /** @param claim of the run that trained it */
    private record TrainingCurve(long claim, String metric, List<CurvePoint> points) {}

    /** The value of the metric after a round. */
    public record CurvePoint(int round, double value) {}

    /** A curve so far. */
    public record SeenCurve(String metric, List<CurvePoint> points) {
        public SeenCurve {
            points = List.copyOf(points);
        }
    }

    synchronized void add(RunProgress progress) {
        progress.build()
                .training()
                .ifPresent(round -> round.validation()
                        .ifPresent(metric -> add(
                                progress.runKey(),
                                progress.claim(),
                                metric.name(),
                                new CurvePoint(round.round(), metric.value()))));
    }

    private void add(String runKey, long claim, String metric, CurvePoint point) {
        TrainingCurve curve = curves.get(runKey);
        if (curve == null || curve.claim() != claim || !curve.metric().equals(metric)) {
            curve = new TrainingCurve(claim, metric, new ArrayList<>());
            curves.put(runKey, curve);
        }
        List<CurvePoint> points = curve.points();
        if (!points.isEmpty() && points.get(points.size() - 1).round() >= point.round()) {
            return;
        }
        points.add(point);
        if (points.size() > POINTS) {
            for (int i = points.size() - 2; i > 0; i -= 2) {
                points.remove(i);
            }
        }
    }

    /** What was seen of a run; a metric without points if nothing was. */
    public synchronized SeenCurve of(String runKey) {
        TrainingCurve curve = curves.get(runKey);
        return curve == null ? new SeenCurve("", List.of()) : new SeenCurve(curve.metric(), curve.points());
    }

    /** The last round of the plan, or of what was seen. */
    public static int rounds(RunProgress progress) {
        return progress.build().training().map(TrainingRound::rounds).orElse(0);
    }
}
