package io.modelfactory.local.demo;

import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.SimulationSettings;
import io.modelfactory.local.simulate.WrittenDataset;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The datasets that the requests train on.
 *
 * @param fraud simulated card transactions
 * @param credit real consumer-credit applications
 * @param damaged the credit data with one wrong byte
 */
record DemoDatasets(WrittenDataset fraud, WrittenDataset credit, WrittenDataset damaged) {

    static DemoDatasets write(Path storeRoot, String platformRunId, SimulationSettings simulation) {
        try {
            WrittenDataset credit =
                    LocalDatasets.credit(new DatasetTarget(storeRoot, platformRunId, "credit-applications"));
            return new DemoDatasets(
                    LocalDatasets.cardFraud(
                            simulation, new DatasetTarget(storeRoot, platformRunId, "card-transactions")),
                    credit,
                    LocalDatasets.damagedCopy(credit, "credit-applications-damaged"));
        } catch (IOException e) {
            throw new DemoException("the datasets cannot be written: " + e.getMessage(), e);
        }
    }
}
