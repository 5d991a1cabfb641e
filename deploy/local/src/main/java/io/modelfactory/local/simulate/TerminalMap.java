package io.modelfactory.local.simulate;

import java.util.ArrayList;
import java.util.List;

/** The terminals by place: a grid of squares, so that finding a till near home costs the same on any map. */
final class TerminalMap {
    private static final int SQUARES = 20;
    private static final double SQUARE_KM = Place.SIDE_KM / SQUARES;

    private final List<Terminal> tills = new ArrayList<>();
    private final List<Terminal> pages = new ArrayList<>();
    private final List<List<Terminal>> around = new ArrayList<>();

    TerminalMap(List<Terminal> terminals) {
        for (int square = 0; square < SQUARES * SQUARES; square++) {
            around.add(new ArrayList<>());
        }
        for (Terminal terminal : terminals) {
            if (terminal.isOnline()) {
                pages.add(terminal);
            } else {
                tills.add(terminal);
                addToSquaresAround(terminal);
            }
        }
    }

    /** A till in the square of that place or one beside it; any till where that corner has none. */
    Terminal near(Place place, Dice dice) {
        List<Terminal> nearby = around.get(square(column(place.x()), column(place.y())));
        return nearby.isEmpty() ? anywhere(dice) : oneOf(nearby, dice);
    }

    Terminal anywhere(Dice dice) {
        return oneOf(tills, dice);
    }

    Terminal online(Dice dice) {
        return oneOf(pages, dice);
    }

    private void addToSquaresAround(Terminal terminal) {
        int column = column(terminal.place().x());
        int row = column(terminal.place().y());
        for (int x = Math.max(0, column - 1); x <= Math.min(SQUARES - 1, column + 1); x++) {
            for (int y = Math.max(0, row - 1); y <= Math.min(SQUARES - 1, row + 1); y++) {
                around.get(square(x, y)).add(terminal);
            }
        }
    }

    private static Terminal oneOf(List<Terminal> terminals, Dice dice) {
        return terminals.get(dice.below(terminals.size()));
    }

    private static int column(double km) {
        return (int) (km / SQUARE_KM);
    }

    private static int square(int column, int row) {
        return row * SQUARES + column;
    }
}
