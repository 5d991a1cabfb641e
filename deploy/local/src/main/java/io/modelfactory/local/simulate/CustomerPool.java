package io.modelfactory.local.simulate;

import java.util.Arrays;
import java.util.List;

/** All cards; whose turn it is to pay is drawn in proportion to their activity. */
final class CustomerPool {
    private final List<CardCustomer> customers;
    private final double[] activityUpTo;

    CustomerPool(List<CardCustomer> customers) {
        this.customers = customers;
        this.activityUpTo = new double[customers.size()];
        double total = 0;
        for (CardCustomer customer : customers) {
            total += customer.activity();
            activityUpTo[customer.index()] = total;
        }
    }

    CardCustomer pickActive(SplitMixRandom dice) {
        double drawn = dice.nextBetween(0, activityUpTo[activityUpTo.length - 1]);
        int found = Arrays.binarySearch(activityUpTo, drawn);
        int index = found >= 0 ? found + 1 : -found - 1;
        return customers.get(Math.min(index, customers.size() - 1));
    }
}
