package io.modelfactory.local.simulate;

/**
 * Which cards or terminals are in the wrong hands on a day. Each falls with a small chance a day, stays so for some
 * days and is clean again.
 */
final class CompromisePeriods {
    private final int[] compromisedUntil;
    private final double chancePerDay;
    private final int minDays;
    private final int maxDays;
    private int today = -1;

    CompromisePeriods(int population, double chancePerDay, int minDays, int maxDays) {
        this.compromisedUntil = new int[population];
        this.chancePerDay = chancePerDay;
        this.minDays = minDays;
        this.maxDays = maxDays;
    }

    void nextDay(SplitMixRandom dice) {
        today++;
        for (int index = 0; index < compromisedUntil.length; index++) {
            if (!isCompromised(index) && dice.nextBoolean(chancePerDay)) {
                compromisedUntil[index] = today + minDays + dice.nextBelow(maxDays - minDays + 1);
            }
        }
    }

    boolean isCompromised(int index) {
        return compromisedUntil[index] > today;
    }
}
