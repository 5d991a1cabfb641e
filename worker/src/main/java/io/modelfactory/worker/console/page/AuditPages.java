package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.BadRequestResponse;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteParameter;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.console.view.Show;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.overview.AuditTrailQuery;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers for auditors. */
public final class AuditPages {
    private static final String WHAT = "what";
    private static final String PLATFORM_RUN = "platform_run";
    private static final String REFUSED = "refused";
    private static final String BEFORE = "before";

    /** Of the page. */
    public static final List<RouteParameter> PARAMETERS = List.of(
            RouteParameter.query(PLATFORM_RUN, "only references followed for this platform run"),
            RouteParameter.query(REFUSED, "yes for refused references only"),
            RouteParameter.query(BEFORE, "only references before the one of this number"));

    /** Of the export. */
    public static final List<RouteParameter> EXPORT_PARAMETERS = Stream.concat(
                    Stream.of(RouteParameter.query(
                            WHAT, "references, unless it is actions, configurations or reconciliations")),
                    PARAMETERS.stream())
            .toList();

    private static final String PAGE = "/audit";
    private static final String EXPORT = "/audit/export";
    private static final int SIZE = 100;
    private static final int EXPORTED = 10_000;
    private static final int OTHERS = 50;

    private final ConsoleSources sources;

    public AuditPages(ConsoleSources sources) {
        this.sources = sources;
    }

    public RouteAnswer audit(RouteRequest request) {
        Map<String, String> filter = filter(request);
        List<AuditRecord> references = references(filter, SIZE + 1);
        boolean more = references.size() > SIZE;
        List<AuditRecord> shown = more ? references.subList(0, SIZE) : references;
        return RouteAnswer.of(new AuditPage(
                filter,
                shown,
                more ? Optional.of(address(PAGE, filter, shown.get(SIZE - 1).id())) : Optional.empty(),
                sources.ledger().auditTrail().configurationChanges(OTHERS),
                sources.ledger().auditTrail().reconciliations(OTHERS),
                sources.ledger().auditTrail().consoleActions(OTHERS)));
    }

    /** As JSON, one row a line, the latest first; where there are more, a last line says so. */
    public RouteAnswer export(RouteRequest request) {
        AuditTrailQuery trail = sources.ledger().auditTrail();
        String what = request.query(WHAT).orElse("references");
        int rows = EXPORTED + 1;
        return switch (what) {
            case "references" -> {
                Map<String, String> filter = filter(request);
                yield download(
                        what, lines(references(filter, rows), EXPORTED, last -> address(EXPORT, filter, last.id())));
            }
            case "actions" -> download("console-actions", lines(trail.consoleActions(rows), EXPORTED));
            case "configurations" ->
                download("configuration-changes", lines(trail.configurationChanges(rows), EXPORTED));
            case "reconciliations" -> download(what, lines(trail.reconciliations(rows), EXPORTED));
            default -> throw new BadRequestResponse("what: is references, actions, configurations or reconciliations");
        };
    }

    private static RouteAnswer download(String name, String lines) {
        return RouteAnswer.download(lines.getBytes(StandardCharsets.UTF_8), "application/x-ndjson", name + ".jsonl");
    }

    private static <T> String lines(List<T> rows, int limit) {
        return lines(rows, limit, last -> "older rows are in the ledger");
    }

    /**
     * Rows up to a limit.
     *
     * @param rows one more than the limit if there are more
     * @param next where those after the last one are
     */
    static <T> String lines(List<T> rows, int limit, Function<T, String> next) {
        Stream<String> lines = rows.stream().limit(limit).map(Json::text);
        if (rows.size() > limit) {
            ObjectNode end = Json.object().put("rows_exported", limit).put("next", next.apply(rows.get(limit - 1)));
            lines = Stream.concat(lines, Stream.of(Json.text(end)));
        }
        return lines.collect(Collectors.joining("\n", "", "\n"));
    }

    private List<AuditRecord> references(Map<String, String> filter, int limit) {
        return sources.ledger()
                .auditTrail()
                .references(
                        Optional.ofNullable(filter.get(PLATFORM_RUN)),
                        filter.containsKey(REFUSED),
                        Optional.ofNullable(filter.get(BEFORE)).map(AuditPages::number),
                        limit);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw new BadRequestResponse("before: is the number of a reference");
        }
    }

    private static Map<String, String> filter(RouteRequest request) {
        Map<String, String> filter = new LinkedHashMap<>();
        PARAMETERS.forEach(
                parameter -> request.query(parameter.name()).ifPresent(value -> filter.put(parameter.name(), value)));
        return filter;
    }

    private static String address(String path, Map<String, String> filter, long before) {
        Map<String, String> later = new LinkedHashMap<>(filter);
        later.put(BEFORE, String.valueOf(before));
        return later.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + Show.url(parameter.getValue()))
                .collect(Collectors.joining("&", path + "?", ""));
    }
}
