package io.modelfactory.local.simulate;

/** Where cards are accepted: a till at a place, or the page of an online merchant that sits there. */
record PaymentTerminal(int index, MapLocation location, MerchantCategory category) {
    private static final int ONE_ONLINE_IN = 8;

    static PaymentTerminal random(int index, SplitMixRandom dice) {
        // Fixed shares rather than drawn ones: even the smallest map has terminals of either kind.
        boolean online = index % ONE_ONLINE_IN == ONE_ONLINE_IN - 1;
        return new PaymentTerminal(index, MapLocation.random(dice), MerchantCategory.random(dice, online));
    }

    boolean isOnline() {
        return category.isOnline();
    }
}
