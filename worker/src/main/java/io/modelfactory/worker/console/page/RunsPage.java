package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.page.RunsOrder.OrderKey;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import io.modelfactory.worker.console.view.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A page of runs.
 *
 * @param filter the parameters of the query that are in effect
 * @param next address of the following page; empty if this is the last one
 * @param searchedTo how far back it was searched for once; the following page searches on
 * @param searchedToSeconds the same of a list by duration: to runs that took so long
 * @param searchedToValue the same of a list by a metric: to runs with this value
 * @param metrics that gates judged in these runs, in their order
 * @param ledgerMetrics that runs can be listed by
 */
public record RunsPage(
        Map<String, String> filter,
        List<RunSummary> runs,
        Optional<String> next,
        Optional<Instant> searchedTo,
        Optional<Double> searchedToSeconds,
        Optional<Double> searchedToValue,
        List<String> metrics,
        List<String> ledgerMetrics)
        implements PageView {

    private static final int SHOWN_METRICS = 3;

    public RunsPage {
        filter = Map.copyOf(filter);
        runs = List.copyOf(runs);
        metrics = List.copyOf(metrics);
        ledgerMetrics = List.copyOf(ledgerMetrics);
    }

    /** Where the list begins that is filtered like this one. */
    static String address(Map<String, String> filter, Map<String, String> more) {
        List<String> parts = new ArrayList<>();
        for (String name : RunsFilter.NAMES) {
            if (filter.containsKey(name)) {
                parts.add(name + "=" + Show.url(filter.get(name)));
            }
        }
        more.forEach((name, value) -> parts.add(name + "=" + Show.url(value)));
        return "/runs" + (parts.isEmpty() ? "" : "?" + String.join("&", parts));
    }

    @Override
    public String template() {
        return "runs.jte";
    }

    @Override
    public String title() {
        return "Runs";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.RUNS;
    }

    /** The value of a field of the filter, as it was typed. */
    @JsonIgnore
    public String value(String name) {
        return filter.getOrDefault(name, "");
    }

    /** Choices for how long ago, with the one in effect. */
    @JsonIgnore
    public List<String> times() {
        List<String> times = new ArrayList<>(List.of("", "1h", "24h", "7d", "30d"));
        if (!times.contains(value("since"))) {
            times.add(value("since"));
        }
        return times;
    }

    /** Values of the field for the order, with what they are called. */
    @JsonIgnore
    public Map<String, String> orders() {
        Map<String, String> orders = new LinkedHashMap<>();
        for (OrderKey key : OrderKey.values()) {
            if (!key.isByMetric()) {
                RunsOrder order = new RunsOrder(key, Optional.empty());
                orders.put(key == OrderKey.CHANGED ? "" : order.value(), order.text());
            }
        }
        return orders;
    }

    /** The same of orders by what gates observed. */
    @JsonIgnore
    public Map<String, String> metricOrders() {
        List<String> known = new ArrayList<>(ledgerMetrics);
        order().metric().filter(metric -> !known.contains(metric)).ifPresent(known::add);
        Map<String, String> orders = new LinkedHashMap<>();
        for (String metric : known) {
            for (OrderKey key : List.of(OrderKey.HIGHEST, OrderKey.LOWEST)) {
                RunsOrder order = new RunsOrder(key, Optional.of(metric));
                orders.put(order.value(), order.text());
            }
        }
        return orders;
    }

    private RunsOrder order() {
        return filter.containsKey(RunsFilter.SORT) ? RunsOrder.of(value(RunsFilter.SORT)) : RunsOrder.CHANGED;
    }

    /** Whether older runs come later. */
    @JsonIgnore
    public boolean isLatestFirst() {
        return order().key() == OrderKey.CHANGED;
    }

    /** The metric by which runs are listed. */
    @JsonIgnore
    public Optional<String> byMetric() {
        return order().metric();
    }

    /** What the table is called. */
    @JsonIgnore
    public String caption() {
        return order().caption();
    }

    /** Whether it was searched far enough for once. */
    @JsonIgnore
    public boolean isCutShort() {
        return searchedTo.isPresent() || searchedToSeconds.isPresent() || searchedToValue.isPresent();
    }

    /** Whether this is not the beginning of the list. */
    @JsonIgnore
    public boolean isLater() {
        return filter.containsKey(RunsFilter.FROM);
    }

    @JsonIgnore
    public String first() {
        return address(filter, Map.of());
    }

    /** Columns of metrics, as many as there is room for; the one that orders the runs comes first. */
    @JsonIgnore
    public List<String> columns() {
        return Stream.concat(byMetric().stream(), metrics.stream())
                .distinct()
                .limit(SHOWN_METRICS)
                .toList();
    }

    /** The check of a column in a run. */
    public Optional<GateCheck> check(RunSummary run, String metric) {
        return run.checks().stream()
                .filter(check -> check.label().equals(metric))
                .findFirst();
    }
}
