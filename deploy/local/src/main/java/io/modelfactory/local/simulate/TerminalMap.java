package io.modelfactory.local.simulate;

import java.util.ArrayList;
import java.util.List;

/** The terminals by place: a grid of squares, so that finding a till near home costs the same on any map. */
final class TerminalMap {
    private static final int SQUARES = 20;
    private static final double SQUARE_KM = MapLocation.SIDE_KM / SQUARES;

    private final List<PaymentTerminal> physicalTerminals = new ArrayList<>();
    private final List<PaymentTerminal> onlineTerminals = new ArrayList<>();
    private final List<List<PaymentTerminal>> nearbyBySquare = new ArrayList<>();

    TerminalMap(List<PaymentTerminal> terminals) {
        for (int square = 0; square < SQUARES * SQUARES; square++) {
            nearbyBySquare.add(new ArrayList<>());
        }
        for (PaymentTerminal terminal : terminals) {
            if (terminal.isOnline()) {
                onlineTerminals.add(terminal);
            } else {
                physicalTerminals.add(terminal);
                addToSquaresAround(terminal);
            }
        }
    }

    /** A till in the square of that place or one beside it; any till where that corner has none. */
    PaymentTerminal near(MapLocation place, SplitMixRandom dice) {
        List<PaymentTerminal> nearby = nearbyBySquare.get(square(column(place.x()), column(place.y())));
        return nearby.isEmpty() ? anywhere(dice) : oneOf(nearby, dice);
    }

    PaymentTerminal anywhere(SplitMixRandom dice) {
        return oneOf(physicalTerminals, dice);
    }

    PaymentTerminal online(SplitMixRandom dice) {
        return oneOf(onlineTerminals, dice);
    }

    private void addToSquaresAround(PaymentTerminal terminal) {
        int column = column(terminal.location().x());
        int row = column(terminal.location().y());
        for (int x = Math.max(0, column - 1); x <= Math.min(SQUARES - 1, column + 1); x++) {
            for (int y = Math.max(0, row - 1); y <= Math.min(SQUARES - 1, row + 1); y++) {
                nearbyBySquare.get(square(x, y)).add(terminal);
            }
        }
    }

    private static PaymentTerminal oneOf(List<PaymentTerminal> terminals, SplitMixRandom dice) {
        return terminals.get(dice.nextBelow(terminals.size()));
    }

    private static int column(double km) {
        return (int) (km / SQUARE_KM);
    }

    private static int square(int column, int row) {
        return row * SQUARES + column;
    }
}
