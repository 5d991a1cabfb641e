package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.Transaction.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Card transactions, day by day, in order of time, with four kinds of fraud. The first three follow the simulator of Le
 * Borgne, Siblini, Lebichot and Bontempi, Reproducible Machine Learning for Credit Card Fraud Detection (2022), chapter 3;
 * here they strike by chance, so that nobody can score them perfectly:
 *
 * <ul>
 *   <li>large amounts are often fraud;
 *   <li>a compromised terminal turns some of its transactions into fraud for one to four weeks;
 *   <li>a compromised card is used by a stranger, with multiplied amounts, for one to two weeks;
 *   <li>and a few in ten thousand are fraud for no reason that the data would show.
 * </ul>
 *
 * A fraud is reported some days later; everything else counts as genuine once {@value #MATURITY_DAYS} days have passed.
 */
final class FraudSimulation {
    /** After so many days without a report a transaction is genuine; every report comes earlier. */
    static final int MATURITY_DAYS = 14;

    private static final long LARGE_AMOUNT_CENTS = 60_000;
    private static final double LARGE_IS_FRAUD = 0.6;
    private static final double TERMINAL_FALLS_PER_DAY = 0.0008;
    private static final double FALLEN_TERMINAL_IS_FRAUD = 0.5;
    private static final double CARD_FALLS_PER_DAY = 0.0012;
    private static final double STOLEN_CARD_BY_DAY = 0.3;
    private static final double STOLEN_CARD_BY_NIGHT = 0.7;
    private static final double UNEXPLAINED_FRAUD = 0.0004;

    private final SimulationSettings settings;
    private final Rhythm rhythm;
    private final Customers customers;
    private final TerminalMap terminals;
    private final Outbreak stolenCards;
    private final Outbreak fallenTerminals;
    private final Dice misfortune;
    private final Dice dice;
    private int day;
    private long transactions;

    FraudSimulation(SimulationSettings settings) {
        Dice origin = new Dice(settings.seed());
        Dice births = origin.fork();
        this.settings = settings;
        this.rhythm = new Rhythm(settings);
        this.customers = new Customers(IntStream.range(0, settings.customers())
                .mapToObj(index -> Customer.any(index, births))
                .toList());
        this.terminals = new TerminalMap(IntStream.range(0, settings.terminals())
                .mapToObj(index -> Terminal.any(index, births))
                .toList());
        this.stolenCards = new Outbreak(settings.customers(), CARD_FALLS_PER_DAY, 7, 14);
        this.fallenTerminals = new Outbreak(settings.terminals(), TERMINAL_FALLS_PER_DAY, 7, 28);
        this.misfortune = origin.fork();
        this.dice = origin.fork();
    }

    boolean hasNextDay() {
        return day < settings.days();
    }

    /** The transactions of the next day, in order of time. */
    List<Transaction> nextDay() {
        stolenCards.nextDay(misfortune);
        fallenTerminals.nextDay(misfortune);
        return Arrays.stream(rhythm.timesOf(day++, dice))
                .mapToObj(this::transaction)
                .toList();
    }

    private Transaction transaction(long time) {
        Customer customer = customers.anyActive(dice);
        boolean byStranger = stolenCards.strikes(customer.index()) && dice.chance(strangerUsesCard(time));
        Terminal terminal = byStranger ? strangersTerminal() : ownTerminal(customer);
        long ownAmount = customer.amountCents(terminal.category(), dice);
        long amount = byStranger ? Math.round(ownAmount * dice.between(2, 6)) : ownAmount;
        boolean fraud = byStranger || isFraud(terminal, amount);
        return new Transaction(
                ++transactions,
                time,
                customer,
                terminal,
                channel(terminal, byStranger),
                amount,
                deviceAge(terminal, byStranger),
                fraud,
                time + Days.toMillis(fraud ? daysToReport() : MATURITY_DAYS));
    }

    private static double strangerUsesCard(long time) {
        return Days.isNight(time) ? STOLEN_CARD_BY_NIGHT : STOLEN_CARD_BY_DAY;
    }

    private Terminal strangersTerminal() {
        return dice.chance(0.5) ? terminals.online(dice) : terminals.anywhere(dice);
    }

    private Terminal ownTerminal(Customer customer) {
        double where = dice.fraction();
        if (where < 0.15) {
            return terminals.online(dice);
        }
        boolean travelling = where < 0.19;
        return travelling ? terminals.anywhere(dice) : terminals.near(customer.home(), dice);
    }

    private boolean isFraud(Terminal terminal, long amountCents) {
        return (fallenTerminals.strikes(terminal.index()) && dice.chance(FALLEN_TERMINAL_IS_FRAUD))
                || (amountCents > LARGE_AMOUNT_CENTS && dice.chance(LARGE_IS_FRAUD))
                || dice.chance(UNEXPLAINED_FRAUD);
    }

    private Channel channel(Terminal terminal, boolean byStranger) {
        if (terminal.isOnline()) {
            return Channel.ONLINE;
        }
        if (dice.chance(byStranger ? 0.3 : 0.03)) {
            return Channel.MAGSTRIPE;
        }
        return dice.chance(0.6) ? Channel.CONTACTLESS : Channel.CHIP;
    }

    private OptionalDouble deviceAge(Terminal terminal, boolean byStranger) {
        if (!terminal.isOnline() || dice.chance(0.2)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(StrictMath.floor(dice.exponential(byStranger ? 60 : 400)));
    }

    private double daysToReport() {
        return Math.min(0.1 + dice.exponential(2.5), MATURITY_DAYS - 1);
    }
}
