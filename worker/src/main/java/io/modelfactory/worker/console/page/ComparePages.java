package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.BadRequestResponse;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.page.ComparePage.ComparedMetric;
import io.modelfactory.worker.console.page.ComparePage.ComparedValue;
import io.modelfactory.worker.console.page.ComparePage.MetricValue;
import io.modelfactory.worker.console.page.ComparePage.OverlaidCurves;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.inspect.compare.RunAttributes;
import io.modelfactory.worker.inspect.compare.RunAttributes.AttributeGroup;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Answers for runs side by side. */
public final class ComparePages {
    private static final int LEAST = 2;
    private static final int MOST = 4;

    private final ConsoleSources sources;
    private final StoredDocuments documents;

    public ComparePages(ConsoleSources sources, StoredDocuments documents) {
        this.sources = sources;
        this.documents = documents;
    }

    public RouteAnswer compare(RouteRequest request) {
        List<String> keys = request.queries("run").stream().distinct().toList();
        if (keys.size() < LEAST || keys.size() > MOST) {
            throw new BadRequestResponse(
                    "run: choose two to four runs to compare; the list of runs has a box for each");
        }
        RunFinder finder = new RunFinder(sources.ledger().runs());
        List<RunRecord> runs = keys.stream().map(finder::find).toList();
        Instant now = sources.ledger().workload().now();
        List<RunAttributes> attributes =
                runs.stream().map(run -> RunAttributes.of(run, documents::read)).toList();
        List<RunSummary> summaries = runs.stream()
                .map(run -> RunSummary.of(
                        run,
                        now,
                        GateCheck.of(
                                documents.read(run, ArtifactName.GATE_RECEIPT).content())))
                .toList();
        List<JsonNode> reports = runs.stream()
                .map(run ->
                        documents.read(run, ArtifactName.EVAL_REPORT).content().path("metrics"))
                .toList();
        List<ComparedMetric> metrics = metrics(attributes, summaries);
        Map<String, List<ComparedValue>> sections = new LinkedHashMap<>();
        int same = 0;
        for (AttributeGroup group : AttributeGroup.values()) {
            if (group == AttributeGroup.METRICS) {
                continue;
            }
            List<ComparedValue> all = values(attributes, group);
            List<ComparedValue> different = all.stream()
                    .filter(value -> value.values().stream().distinct().count() > 1)
                    .toList();
            same += all.size() - different.size();
            if (!different.isEmpty()) {
                sections.put(group.name().toLowerCase(Locale.ROOT), different);
            }
        }
        return RouteAnswer.of(new ComparePage(
                summaries,
                sections,
                metrics,
                curves(reports),
                same,
                attributes.stream()
                        .flatMap(each -> each.problems().stream())
                        .distinct()
                        .toList()));
    }

    private static List<ComparedValue> values(List<RunAttributes> runs, AttributeGroup group) {
        Set<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.section(group).keySet()));
        return names.stream()
                .map(name -> new ComparedValue(
                        name,
                        runs.stream()
                                .map(run ->
                                        Optional.ofNullable(run.section(group).get(name)))
                                .toList()))
                .toList();
    }

    /** Those with one name, which are of all test rows; parts of them and reference values are in the documents. */
    private static List<ComparedMetric> metrics(List<RunAttributes> runs, List<RunSummary> summaries) {
        List<ComparedMetric> metrics = new ArrayList<>();
        for (ComparedValue metric : values(runs, AttributeGroup.METRICS)) {
            if (metric.name().indexOf('.') < 0 && metric.name().indexOf('[') < 0) {
                List<MetricValue> values = IntStream.range(0, runs.size())
                        .mapToObj(number -> value(metric, summaries.get(number), number))
                        .toList();
                Optional<Boolean> direction = direction(metric.name(), summaries);
                metrics.add(new ComparedMetric(metric.name(), direction, values, best(values, direction)));
            }
        }
        return metrics;
    }

    private static MetricValue value(ComparedValue metric, RunSummary run, int number) {
        Optional<GateCheck> check = run.checks().stream()
                .filter(each ->
                        each.metric().equals(metric.name()) && each.scope().isEmpty())
                .findFirst();
        return new MetricValue(
                metric.values().get(number).flatMap(ComparePages::number),
                check.flatMap(GateCheck::lower),
                check.flatMap(GateCheck::upper));
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    /** As the gate compares it; else as its name says. */
    private static Optional<Boolean> direction(String metric, List<RunSummary> runs) {
        return runs.stream()
                .flatMap(run -> run.checks().stream())
                .filter(check -> check.metric().equals(metric))
                .map(check -> check.operator().startsWith(">"))
                .findFirst()
                .or(() -> MetricDirections.higherIsBetter(metric));
    }

    private static Optional<Integer> best(List<MetricValue> values, Optional<Boolean> direction) {
        if (direction.isEmpty()
                || values.stream().anyMatch(value -> value.value().isEmpty())) {
            return Optional.empty();
        }
        List<Double> signed = values.stream()
                .map(value -> value.value().orElseThrow() * (direction.get() ? 1 : -1))
                .toList();
        double best = signed.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return signed.stream().distinct().count() == 1 ? Optional.empty() : Optional.of(signed.indexOf(best));
    }

    private static List<OverlaidCurves> curves(List<JsonNode> reports) {
        List<OverlaidCurves> curves = new ArrayList<>();
        add(curves, reports, "roc", "fpr", "tpr", "ROC", "false positive rate", "recall");
        add(curves, reports, "precision_recall", "recall", "precision", "Precision and recall", "recall", "precision");
        add(
                curves,
                reports,
                "calibration",
                "mean_score",
                "observed_rate",
                "Calibration",
                "mean score",
                "observed rate");
        return curves;
    }

    private static void add(
            List<OverlaidCurves> curves,
            List<JsonNode> reports,
            String curve,
            String x,
            String y,
            String title,
            String across,
            String up) {
        List<String> paths = reports.stream()
                .map(report -> UnitCurve.path(report.path("curves").path(curve), x, y))
                .toList();
        if (paths.stream().anyMatch(path -> !path.isEmpty())) {
            curves.add(new OverlaidCurves(title, across, up, paths));
        }
    }
}
