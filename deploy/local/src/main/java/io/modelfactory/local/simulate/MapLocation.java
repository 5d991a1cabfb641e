package io.modelfactory.local.simulate;

/**
 * A point on the simulated map, a flat square of {@value #SIDE_KM} km.
 *
 * @param x km from the western edge
 * @param y km from the northern edge
 */
record MapLocation(double x, double y) {
    static final double SIDE_KM = 500;

    static MapLocation random(SplitMixRandom dice) {
        return new MapLocation(dice.nextBetween(0, SIDE_KM), dice.nextBetween(0, SIDE_KM));
    }

    double kmTo(MapLocation other) {
        double east = other.x - x;
        double south = other.y - y;
        return Math.sqrt(east * east + south * south);
    }

    /** Each quarter of the map is a country. */
    String country() {
        if (y < SIDE_KM / 2) {
            return x < SIDE_KM / 2 ? "NL" : "DE";
        }
        return x < SIDE_KM / 2 ? "FR" : "CH";
    }
}
