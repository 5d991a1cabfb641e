package io.modelfactory.local.simulate;

import java.util.Arrays;
import java.util.List;

/** All cards; whose turn it is to pay is drawn in proportion to their activity. */
final class Customers {
    private final List<Customer> customers;
    private final double[] activityUpTo;

    Customers(List<Customer> customers) {
        this.customers = customers;
        this.activityUpTo = new double[customers.size()];
        double total = 0;
        for (Customer customer : customers) {
            total += customer.activity();
            activityUpTo[customer.index()] = total;
        }
    }

    Customer anyActive(Dice dice) {
        double drawn = dice.between(0, activityUpTo[activityUpTo.length - 1]);
        int found = Arrays.binarySearch(activityUpTo, drawn);
        int index = found >= 0 ? found + 1 : -found - 1;
        return customers.get(Math.min(index, customers.size() - 1));
    }
}
