package io.modelfactory.local.simulate;

import java.util.OptionalDouble;

/**
 * A card payment and what became of it.
 *
 * @param number 1, 2, 3, ... in order of time
 * @param time milliseconds since 1970
 * @param deviceAgeDays how long the device of an online payment has been known; absent at a till, or where it was not
 *     taken
 * @param labelTime when it was known whether this was fraud, in milliseconds since 1970
 */
record CardTransaction(
        long number,
        long time,
        CardCustomer customer,
        PaymentTerminal terminal,
        Channel channel,
        long amountCents,
        OptionalDouble deviceAgeDays,
        boolean fraud,
        long labelTime) {

    /** How the card was read. */
    enum Channel {
        CHIP,
        CONTACTLESS,
        MAGSTRIPE,
        ONLINE
    }
}
