package io.modelfactory.worker.dataset.summary;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.model.DoubleColumn;
import io.modelfactory.worker.model.FloatColumn;
import java.util.Optional;

/**
 * What the execution record states of the declared roles; a role that no dataset declares is absent. Aggregates only:
 * no single amount and no entity id.
 *
 * @param entityId entities in all rows
 * @param amount of how many rows the amount is above 0
 */
public record RoleSummary(
        Optional<EntityCounts> entityId,
        Optional<AmountCounts> amount,
        Optional<WeightCounts> weight,
        Optional<SamplingCounts> samplingRate) {

    /** @param entities different ones in all rows */
    public record EntityCounts(long entities) {}

    /** @param rowsAboveZero of all rows */
    public record AmountCounts(long rowsAboveZero) {}

    /**
     * @param min of all rows
     * @param max of all rows
     * @param trainingSum of the rows of the training part, added up in their order
     */
    public record WeightCounts(double min, double max, double trainingSum) {}

    /**
     * @param min of all rows
     * @param max of all rows
     * @param sampledRows rows with a rate below 1
     * @param testEvents what the rows of the test part stand for: the sum of 1/rate, in their order
     */
    public record SamplingCounts(double min, double max, long sampledRows, double testEvents) {}

    /** Empty if no role is declared. */
    public static Optional<RoleSummary> of(
            DuckDb db, EventColumns columns, Optional<FloatColumn> trainingWeights, EventRoles testRoles) {
        RoleSummary summary = new RoleSummary(
                columns.hasEntityId()
                        ? Optional.of(new EntityCounts(db.queryLong("SELECT count(DISTINCT entity_id) FROM events")))
                        : Optional.empty(),
                columns.hasAmount()
                        ? Optional.of(new AmountCounts(db.queryLong("SELECT count_if(amount > 0) FROM events")))
                        : Optional.empty(),
                trainingWeights.map(weights ->
                        new WeightCounts(number(db, "min(weight)"), number(db, "max(weight)"), sum(weights))),
                testRoles
                        .samplingRates()
                        .map(rates -> new SamplingCounts(
                                number(db, "min(sampling_rate)"),
                                number(db, "max(sampling_rate)"),
                                db.queryLong("SELECT count_if(sampling_rate < 1) FROM events"),
                                events(rates))));
        return Optional.of(summary).filter(RoleSummary::hasAny);
    }

    private boolean hasAny() {
        return entityId.isPresent() || amount.isPresent() || weight.isPresent() || samplingRate.isPresent();
    }

    private static double number(DuckDb db, String expression) {
        return db.query("SELECT " + expression + " FROM events", row -> row.getDouble(1))
                .get(0);
    }

    private static double sum(FloatColumn numbers) {
        double sum = 0;
        for (int row = 0; row < numbers.rows(); row++) {
            sum += numbers.get(row);
        }
        return sum;
    }

    private static double events(DoubleColumn samplingRates) {
        double events = 0;
        for (int row = 0; row < samplingRates.rows(); row++) {
            events += 1 / samplingRates.get(row);
        }
        return events;
    }
}
