package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.CardTransaction.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Card transactions, day by day, in order of time, with four kinds of fraud. The first three follow the simulator of Le
 * Borgne, Siblini, Lebichot and Bontempi, Reproducible Machine Learning for Credit Card Fraud Detection (2022), chapter
 * 3; here they occur by chance, so that no model can score them perfectly:
 *
 * <ul>
 *   <li>large amounts are often fraud;
 *   <li>a compromised terminal turns some of its transactions into fraud for one to four weeks;
 *   <li>a compromised card is used by a thief, with multiplied amounts, for one to two weeks;
 *   <li>and a few in ten thousand are fraud for no reason that the data would show.
 * </ul>
 *
 * A fraud is reported some days later; everything else counts as genuine once {@value #MATURITY_DAYS} days have passed.
 */
final class FraudSimulation {
    /** After so many days without a report a transaction is genuine; every report comes earlier. */
    static final int MATURITY_DAYS = 14;

    private static final long LARGE_AMOUNT_CENTS = 60_000;
    private static final double LARGE_AMOUNT_FRAUD_RATE = 0.6;
    private static final double TERMINAL_COMPROMISES_PER_DAY = 0.0008;
    private static final double COMPROMISED_TERMINAL_FRAUD_RATE = 0.5;
    private static final double CARD_THEFTS_PER_DAY = 0.0012;
    private static final double STOLEN_CARD_FRAUD_RATE_BY_DAY = 0.3;
    private static final double STOLEN_CARD_FRAUD_RATE_BY_NIGHT = 0.7;
    private static final double UNEXPLAINED_FRAUD_RATE = 0.0004;

    private final SimulationSettings settings;
    private final TransactionSchedule schedule;
    private final CustomerPool customers;
    private final TerminalMap terminals;
    private final CompromisePeriods stolenCards;
    private final CompromisePeriods compromisedTerminals;
    private final SplitMixRandom compromiseRandom;
    private final SplitMixRandom random;
    private int day;
    private long transactions;

    FraudSimulation(SimulationSettings settings) {
        SplitMixRandom origin = new SplitMixRandom(settings.seed());
        SplitMixRandom births = origin.fork();
        this.settings = settings;
        this.schedule = new TransactionSchedule(settings);
        this.customers = new CustomerPool(IntStream.range(0, settings.customers())
                .mapToObj(index -> CardCustomer.random(index, births))
                .toList());
        this.terminals = new TerminalMap(IntStream.range(0, settings.terminals())
                .mapToObj(index -> PaymentTerminal.random(index, births))
                .toList());
        this.stolenCards = new CompromisePeriods(settings.customers(), CARD_THEFTS_PER_DAY, 7, 14);
        this.compromisedTerminals = new CompromisePeriods(settings.terminals(), TERMINAL_COMPROMISES_PER_DAY, 7, 28);
        this.compromiseRandom = origin.fork();
        this.random = origin.fork();
    }

    boolean hasNextDay() {
        return day < settings.days();
    }

    /** The transactions of the next day, in order of time. */
    List<CardTransaction> nextDay() {
        stolenCards.nextDay(compromiseRandom);
        compromisedTerminals.nextDay(compromiseRandom);
        return Arrays.stream(schedule.timesOf(day++, random))
                .mapToObj(this::transaction)
                .toList();
    }

    private CardTransaction transaction(long time) {
        CardCustomer customer = customers.pickActive(random);
        boolean byStranger =
                stolenCards.isCompromised(customer.index()) && random.nextBoolean(stolenCardFraudRate(time));
        PaymentTerminal terminal = byStranger ? terminalOfThief() : ownTerminal(customer);
        long ownAmount = customer.amountCents(terminal.category(), random);
        long amount = byStranger ? Math.round(ownAmount * random.nextBetween(2, 6)) : ownAmount;
        boolean fraud = byStranger || isFraud(terminal, amount);
        return new CardTransaction(
                ++transactions,
                time,
                customer,
                terminal,
                channel(terminal, byStranger),
                amount,
                deviceAge(terminal, byStranger),
                fraud,
                time + SimulationTime.toMillis(fraud ? daysToReport() : MATURITY_DAYS));
    }

    private static double stolenCardFraudRate(long time) {
        return SimulationTime.isNight(time) ? STOLEN_CARD_FRAUD_RATE_BY_NIGHT : STOLEN_CARD_FRAUD_RATE_BY_DAY;
    }

    private PaymentTerminal terminalOfThief() {
        return random.nextBoolean(0.5) ? terminals.online(random) : terminals.anywhere(random);
    }

    private PaymentTerminal ownTerminal(CardCustomer customer) {
        double where = random.nextUnit();
        if (where < 0.15) {
            return terminals.online(random);
        }
        boolean travelling = where < 0.19;
        return travelling ? terminals.anywhere(random) : terminals.near(customer.home(), random);
    }

    private boolean isFraud(PaymentTerminal terminal, long amountCents) {
        return (compromisedTerminals.isCompromised(terminal.index())
                        && random.nextBoolean(COMPROMISED_TERMINAL_FRAUD_RATE))
                || (amountCents > LARGE_AMOUNT_CENTS && random.nextBoolean(LARGE_AMOUNT_FRAUD_RATE))
                || random.nextBoolean(UNEXPLAINED_FRAUD_RATE);
    }

    private Channel channel(PaymentTerminal terminal, boolean byStranger) {
        if (terminal.isOnline()) {
            return Channel.ONLINE;
        }
        if (random.nextBoolean(byStranger ? 0.3 : 0.03)) {
            return Channel.MAGSTRIPE;
        }
        return random.nextBoolean(0.6) ? Channel.CONTACTLESS : Channel.CHIP;
    }

    private OptionalDouble deviceAge(PaymentTerminal terminal, boolean byStranger) {
        if (!terminal.isOnline() || random.nextBoolean(0.2)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(StrictMath.floor(random.nextExponential(byStranger ? 60 : 400)));
    }

    private double daysToReport() {
        return Math.min(0.1 + random.nextExponential(2.5), MATURITY_DAYS - 1);
    }
}
