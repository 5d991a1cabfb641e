package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Value;
import io.modelfactory.worker.card.text.Decimals;

/** Numbers in sentences and cells. */
final class Words {
    private static final int HUNDRED = 100;
    private static final int PLACES = 2;

    private Words() {}

    static Value count(long count) {
        return Value.number(Decimals.grouped(count));
    }

    static Value count(JsonNode count) {
        return count.isIntegralNumber() ? count(count.longValue()) : Value.nothing("not stated");
    }

    /** {@code 28.17%}, or a dash where there is nothing to have a share of. */
    static String percent(long part, long whole) {
        return whole == 0 ? "-" : percent((double) part / whole);
    }

    static String percent(double share) {
        return Decimals.fixed(share * HUNDRED, PLACES) + "%";
    }

    /** {@code 1 check}, {@code 2 checks}. */
    static String counted(long count, String one, String more) {
        return Decimals.grouped(count) + " " + (count == 1 ? one : more);
    }
}
