package io.modelfactory.local.simulate;

import java.util.List;
import java.util.Optional;

/**
 * A card and who holds it.
 *
 * @param typicalAmount median amount at a grocer, in units of the currency
 * @param amountSpread standard deviation of the amount's logarithm
 * @param activity how often the card is used, relative to others
 * @param tenureDays how long the card has been held when the simulation starts
 * @param brand absent where the issuer's data have none
 */
record CardCustomer(
        int index,
        MapLocation home,
        double typicalAmount,
        double amountSpread,
        double activity,
        int tenureDays,
        Optional<String> brand) {

    private static final List<String> BRANDS = List.of("AMEX", "MAESTRO", "MASTERCARD", "VISA");

    static CardCustomer random(int index, SplitMixRandom dice) {
        return new CardCustomer(
                index,
                MapLocation.random(dice),
                25 * StrictMath.exp(0.5 * dice.nextGaussian()),
                dice.nextBetween(0.35, 0.75),
                0.1 + dice.nextExponential(0.9),
                dice.nextBelow(3_000),
                dice.nextBoolean(0.03) ? Optional.empty() : Optional.of(BRANDS.get(dice.nextBelow(BRANDS.size()))));
    }

    /** An amount this customer spends with such a merchant, in cents, at least 50. */
    long amountCents(MerchantCategory category, SplitMixRandom dice) {
        double amount = typicalAmount * category.priceLevel() * StrictMath.exp(amountSpread * dice.nextGaussian());
        return Math.max(50, Math.round(100 * amount));
    }
}
