package io.modelfactory.worker.dataset.split;

import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The recipe {@code mf.split.v1} in SQL: the first 64 bits of SHA-256 of {@code mf.split.v1:<base seed>:<unit>} as a
 * fraction of 2^64. Below the share of train it is train, below that of train and validation together it is validation,
 * else test. Neither another row nor the run has any influence.
 */
final class SplitHash {
    private static final int HASH_BITS = 64;

    private SplitHash() {}

    /** The 64 bits of a row of {@code events} as 17 hex digits, the first of them 0. */
    static String ofRow(long baseSeed, SplitUnit unit) {
        return "'0' || left(sha256(concat('%s:%d:', %s)), 16)"
                .formatted(TrainingProfile.SPLIT_RECIPE, baseSeed, unit == SplitUnit.EVENT ? "event_id" : "entity_id");
    }

    /** The number of the part, {@link SplitPart#number()}, that a hash is in. */
    static String partOf(String hash, SplitFractions fractions) {
        BigDecimal train = BigDecimal.valueOf(fractions.train());
        return "CASE WHEN %1$s < '%2$s' THEN 0 WHEN %1$s < '%3$s' THEN 1 ELSE 2 END"
                .formatted(
                        hash, firstBeyond(train), firstBeyond(train.add(BigDecimal.valueOf(fractions.validation()))));
    }

    /** The smallest 64 bits, in hex, that are not below a share; as decimals the shares add up without rounding. */
    private static String firstBeyond(BigDecimal share) {
        BigInteger first = share.multiply(new BigDecimal(BigInteger.TWO.pow(HASH_BITS)))
                .setScale(0, RoundingMode.CEILING)
                .toBigIntegerExact();
        return "%017x".formatted(first);
    }
}
