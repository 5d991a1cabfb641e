package io.modelfactory.local.simulate;

/**
 * Which cards or terminals are in the wrong hands on a day. Each falls with a small chance a day, stays so for some days and
 * is clean again.
 */
final class Outbreak {
    private final int[] strickenUntil;
    private final double chancePerDay;
    private final int fewestDays;
    private final int mostDays;
    private int today = -1;

    Outbreak(int population, double chancePerDay, int fewestDays, int mostDays) {
        this.strickenUntil = new int[population];
        this.chancePerDay = chancePerDay;
        this.fewestDays = fewestDays;
        this.mostDays = mostDays;
    }

    void nextDay(Dice dice) {
        today++;
        for (int index = 0; index < strickenUntil.length; index++) {
            if (!strikes(index) && dice.chance(chancePerDay)) {
                strickenUntil[index] = today + fewestDays + dice.below(mostDays - fewestDays + 1);
            }
        }
    }

    boolean strikes(int index) {
        return strickenUntil[index] > today;
    }
}
