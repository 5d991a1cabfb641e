package io.modelfactory.local.simulate;

/** What a merchant sells, and how its prices compare with a grocer's. */
enum MerchantCategory {
    GROCERY(1.0, false),
    FUEL(1.4, false),
    RESTAURANT(1.1, false),
    PHARMACY(0.8, false),
    CLOTHING(1.7, false),
    ELECTRONICS(3.0, false),
    TRAVEL(4.0, false),
    WEB_SHOP(1.5, true),
    DIGITAL_GOODS(0.7, true);

    private final double priceLevel;
    private final boolean online;

    MerchantCategory(double priceLevel, boolean online) {
        this.priceLevel = priceLevel;
        this.online = online;
    }

    double priceLevel() {
        return priceLevel;
    }

    boolean isOnline() {
        return online;
    }

    static MerchantCategory random(SplitMixRandom dice, boolean online) {
        MerchantCategory[] all = values();
        MerchantCategory category;
        do {
            category = all[dice.nextBelow(all.length)];
        } while (category.online != online);
        return category;
    }
}
