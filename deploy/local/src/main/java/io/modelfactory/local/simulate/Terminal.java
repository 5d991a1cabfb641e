package io.modelfactory.local.simulate;

/** Where cards are accepted: a till at a place, or the page of an online merchant that sits there. */
record Terminal(int index, Place place, MerchantCategory category) {
    private static final int ONE_ONLINE_IN = 8;

    static Terminal any(int index, Dice dice) {
        // Fixed shares rather than drawn ones: even the smallest map has terminals of either kind.
        boolean online = index % ONE_ONLINE_IN == ONE_ONLINE_IN - 1;
        return new Terminal(index, Place.anywhere(dice), MerchantCategory.any(dice, online));
    }

    boolean isOnline() {
        return category.isOnline();
    }
}
