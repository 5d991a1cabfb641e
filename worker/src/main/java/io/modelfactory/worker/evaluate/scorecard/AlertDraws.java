package io.modelfactory.worker.evaluate.scorecard;

import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.util.stream.IntStream;

/** The measures of alerts in a draw of blocks. Only rows that are alerted or frauds have a part in them. */
final class AlertDraws {
    private final int[] rows;
    private final boolean[] fraud;
    private final boolean[] alerted;
    private final double[] events;
    private final double[] money;
    private final int[] entities;
    private final int entityCount;
    private final TestBlocks blocks;
    private final Evaluation settings;

    /** @param reached the score at and above which a row is an alert */
    AlertDraws(
            float[] labels, float[] scores, EventRoles roles, float reached, Evaluation settings, TestBlocks blocks) {
        this.blocks = blocks;
        this.settings = settings;
        rows = IntStream.range(0, labels.length)
                .filter(row -> labels[row] > 0 || scores[row] >= reached)
                .toArray();
        fraud = new boolean[rows.length];
        alerted = new boolean[rows.length];
        events = new double[rows.length];
        money = new double[rows.length];
        entities = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            fraud[i] = labels[row] > 0;
            alerted[i] = scores[row] >= reached;
            events[i] = AlertBudget.eventsOf(roles, row);
            money[i] =
                    events[i] * roles.amounts().map(amounts -> amounts.get(row)).orElse(0.0);
            entities[i] = roles.entities().map(numbers -> numbers.get(row)).orElse(0);
        }
        entityCount = IntStream.of(entities).max().orElse(-1) + 1;
    }

    /** Sums of one draw; of entities each counts once, or as often as it is drawn as a whole. */
    final class Sums {
        private double alerts;
        private double frauds;
        private double foundFrauds;
        private double fraudMoney;
        private double foundMoney;
        private int fraudEntities;
        private int foundEntities;
        private int falseEntities;

        double value(ScorecardMeasure.Kind kind) {
            return switch (kind) {
                case ALERT_PRECISION -> foundFrauds / alerts;
                case ALERT_RECALL -> foundFrauds / frauds;
                case VALUE_DETECTION_RATE -> foundMoney / fraudMoney;
                case ACCOUNT_DETECTION_RATE -> (double) foundEntities / fraudEntities;
                // Without an account that is found there is no ratio, as in the scorecard.
                case ACCOUNT_FALSE_POSITIVE_RATIO ->
                    foundEntities == 0 ? Double.NaN : (double) falseEntities / foundEntities;
                case MONEY_SAVED ->
                    settings.recoveryShare().orElse(Double.NaN) * foundMoney
                            - settings.costPerAlert().orElse(Double.NaN) * alerts;
                case DAILY_PRECISION, DAILY_CARD_PRECISION ->
                    throw new IllegalArgumentException(kind + " is no measure of alerts");
            };
        }
    }

    /** @param times how often each block is drawn */
    Sums draw(int[] times) {
        Sums sums = new Sums();
        int[] drawnAs = new int[entityCount];
        byte[] seen = new byte[entityCount];
        for (int i = 0; i < rows.length; i++) {
            int drawn = times[blocks.ofRow(rows[i])];
            if (drawn > 0) {
                double size = drawn * events[i];
                double amount = drawn * money[i];
                sums.alerts += alerted[i] ? size : 0;
                sums.frauds += fraud[i] ? size : 0;
                sums.fraudMoney += fraud[i] ? amount : 0;
                sums.foundFrauds += fraud[i] && alerted[i] ? size : 0;
                sums.foundMoney += fraud[i] && alerted[i] ? amount : 0;
                drawnAs[entities[i]] = blocks.unit() == BlockUnit.ENTITY ? drawn : 1;
                seen[entities[i]] |= (byte)
                        ((alerted[i] ? ALERTED : 0) | (fraud[i] ? FRAUD : 0) | (fraud[i] && alerted[i] ? FOUND : 0));
            }
        }
        for (int entity = 0; entity < entityCount; entity++) {
            sums.fraudEntities += (seen[entity] & FRAUD) > 0 ? drawnAs[entity] : 0;
            sums.foundEntities += (seen[entity] & FOUND) > 0 ? drawnAs[entity] : 0;
            sums.falseEntities += seen[entity] == ALERTED ? drawnAs[entity] : 0;
        }
        return sums;
    }

    private static final int ALERTED = 1;
    private static final int FRAUD = 2;
    private static final int FOUND = 4;
}
