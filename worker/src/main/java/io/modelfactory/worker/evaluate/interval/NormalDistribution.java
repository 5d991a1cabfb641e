package io.modelfactory.worker.evaluate.interval;

/** The standard normal distribution, with the same bits on every machine. */
@SuppressWarnings("FloatingPointLiteralPrecision") // Constants have the digits that their sources have.
public final class NormalDistribution {
    private static final double SQRT_TWO_PI = 2.50662827463100050;
    /** Beyond it the tail is smaller than any number that matters. */
    private static final double TAIL = 38;

    /** Where the rational approximation of Hart ends and the continued fraction begins. */
    private static final double MIDDLE = 7.07106781186547;

    private static final double[] HART_NUMERATOR = {
        3.52624965998911e-02,
        0.700383064443688,
        6.37396220353165,
        33.912866078383,
        112.079291497871,
        221.213596169931,
        220.206867912376
    };
    private static final double[] HART_DENOMINATOR = {
        8.83883476483184e-02,
        1.75566716318264,
        16.064177579207,
        86.7807322029461,
        296.564248779674,
        637.333633378831,
        793.826512519948,
        440.413735824752
    };
    private static final double[] CENTRAL_NUMERATOR = {
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608
    };
    private static final double[] CENTRAL_DENOMINATOR = {
        5226.495278852545925,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0
    };
    private static final double[] NEAR_NUMERATOR = {
        7.7454501427834140764e-4,
        .0227238449892691845833,
        .24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734
    };
    private static final double[] NEAR_DENOMINATOR = {
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        .0151986665636164571966,
        .14810397642748007459,
        .68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0
    };
    private static final double[] FAR_NUMERATOR = {
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        .0012426609473880784386,
        .026532189526576123093,
        .29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772
    };
    private static final double[] FAR_DENOMINATOR = {
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        .0148753612908506148525,
        .13692988092273580531,
        .59983220655588793769,
        1.0
    };

    private NormalDistribution() {}

    /**
     * The number below which the share {@code probability} lies: M. J. Wichura, Algorithm AS 241, Applied Statistics 37
     * (1988), PPND16, to about 1 part in 10^16.
     *
     * @param probability above 0 and below 1
     */
    public static double quantile(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("no quantile of " + probability);
        }
        double centred = probability - 0.5;
        if (Math.abs(centred) <= 0.425) {
            double r = 0.180625 - centred * centred;
            return centred * polynomial(r, CENTRAL_NUMERATOR) / polynomial(r, CENTRAL_DENOMINATOR);
        }
        double tail = centred < 0 ? probability : 1 - probability;
        double r = Math.sqrt(-StrictMath.log(tail));
        double distance = r <= 5
                ? polynomial(r - 1.6, NEAR_NUMERATOR) / polynomial(r - 1.6, NEAR_DENOMINATOR)
                : polynomial(r - 5, FAR_NUMERATOR) / polynomial(r - 5, FAR_DENOMINATOR);
        return centred < 0 ? -distance : distance;
    }

    /**
     * The share below a number: G. West, Better approximations to cumulative normal functions, Wilmott Magazine (2005),
     * after J. F. Hart, Computer Approximations (1968), to about 1 part in 10^15.
     */
    public static double probabilityBelow(double number) {
        double distance = Math.abs(number);
        double tail = 0;
        if (distance <= TAIL) {
            double density = StrictMath.exp(-distance * distance / 2);
            tail = distance < MIDDLE
                    ? density * polynomial(distance, HART_NUMERATOR) / polynomial(distance, HART_DENOMINATOR)
                    : density / continuedFraction(distance) / SQRT_TWO_PI;
        }
        return number > 0 ? 1 - tail : tail;
    }

    private static double continuedFraction(double distance) {
        double fraction = distance + 0.65;
        for (int term = 4; term > 0; term--) {
            fraction = distance + term / fraction;
        }
        return fraction;
    }

    /** @param coefficients of the highest power first */
    private static double polynomial(double at, double[] coefficients) {
        double value = 0;
        for (double coefficient : coefficients) {
            value = value * at + coefficient;
        }
        return value;
    }
}
