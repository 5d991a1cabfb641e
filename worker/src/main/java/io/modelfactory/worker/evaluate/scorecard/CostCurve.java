package io.modelfactory.worker.evaluate.scorecard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.rows.RowOrder;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;

/** What alerts would cost and save at every threshold, thinned to a bounded number of points. */
final class CostCurve {
    static final int MAX_POINTS = 201;
    /** One for each, and the first threshold, the last and that of the highest saving. */
    private static final int STEPS = MAX_POINTS - 3;

    private final float[] labels;
    private final float[] scores;
    private final EventRoles roles;
    private final Evaluation settings;
    private final double events;
    private final double frauds;
    private final double fraudMoney;

    /** @param roles with amounts */
    CostCurve(float[] labels, float[] scores, EventRoles roles, Evaluation settings) {
        this.labels = labels;
        this.scores = scores;
        this.roles = roles;
        this.settings = settings;
        double allEvents = 0;
        double allFrauds = 0;
        double allMoney = 0;
        for (int row = 0; row < labels.length; row++) {
            double stands = AlertBudget.eventsOf(roles, row);
            allEvents += stands;
            allFrauds += labels[row] > 0 ? stands : 0;
            allMoney += labels[row] > 0 ? stands * amount(row) : 0;
        }
        this.events = allEvents;
        this.frauds = allFrauds;
        this.fraudMoney = allMoney;
    }

    private double amount(int row) {
        return roles.amounts().orElseThrow().get(row);
    }

    /** All that alerts at and above a score find. */
    private record Point(float threshold, double alerts, double foundFrauds, double foundMoney, double saved) {
        private Point with(float score, double size, boolean fraud, double money, Evaluation settings) {
            double nowAlerts = alerts + size;
            double nowMoney = foundMoney + (fraud ? size * money : 0);
            return new Point(
                    score,
                    nowAlerts,
                    foundFrauds + (fraud ? size : 0),
                    nowMoney,
                    settings.recoveryShare().orElseThrow() * nowMoney
                            - settings.costPerAlert().orElseThrow() * nowAlerts);
        }
    }

    /**
     * The {@code cost_curve} of a scorecard: {@code points} from the highest threshold to the lowest, and of all
     * thresholds the one that saves most, the highest of several.
     */
    ObjectNode toJson() {
        RowOrder order = RowOrder.of(scores);
        Point best = new Point(Float.NaN, 0, 0, 0, Double.NEGATIVE_INFINITY);
        Point point = new Point(Float.NaN, 0, 0, 0, 0);
        ArrayNode points = Json.object().putArray("points");
        int step = -1;
        for (int place = order.rows() - 1; place >= 0; place--) {
            int row = order.row(place);
            point = point.with(
                    order.score(place), AlertBudget.eventsOf(roles, row), labels[row] > 0, amount(row), settings);
            boolean last = place == 0;
            if (last || order.endsScore(place - 1)) {
                best = point.saved() > best.saved() ? point : best;
                if (last || step(point) > step) {
                    step = step(point);
                    points.add(json(point));
                }
            }
        }
        ObjectNode curve = Json.object();
        curve.set("highest", json(best));
        curve.set("points", points);
        return curve;
    }

    /** By the share of frauds found as well as by that of alerts, so that the curve is as fine where frauds are. */
    private int step(Point point) {
        double found = frauds > 0 ? point.foundFrauds() / frauds : 0;
        return (int) ((point.alerts() / events + found) / 2 * STEPS);
    }

    private ObjectNode json(Point point) {
        ObjectNode json =
                Json.object().put("threshold", (double) point.threshold()).put("alerts", point.alerts());
        if (frauds > 0) {
            json.put("recall", Math.min(1, point.foundFrauds() / frauds));
        }
        if (fraudMoney > 0) {
            json.put("value_detection_rate", Math.min(1, point.foundMoney() / fraudMoney));
        }
        return json.put("money_saved", point.saved());
    }
}
