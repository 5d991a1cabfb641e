"""What a user does without the factory: read a file of rows, train, measure, save.

train.py ROWS.csv LABEL TRAIN_ROWS PARAMETERS.json MODEL.json; the rows are in the order of time, and the first
TRAIN_ROWS of them are learnt from. Prints one line of JSON: the AUC, and the versions of the libraries.
"""

import json
import sys

import pandas
import sklearn
import xgboost
from sklearn.metrics import roc_auc_score

path, label, train_rows, parameters, model_path = sys.argv[1:6]
rows = pandas.read_csv(path)
for column in rows.select_dtypes("object").columns:
    rows[column] = pandas.factorize(rows[column])[0]
features = rows.drop(columns=label).to_numpy(dtype="float32")
labels = rows[label].to_numpy()
first = int(train_rows)

model = xgboost.XGBClassifier(**json.load(open(parameters)))
model.fit(features[:first], labels[:first])
auc = roc_auc_score(labels[first:], model.predict_proba(features[first:])[:, 1])
model.save_model(model_path)
print(json.dumps({"auc": auc, "xgboost": xgboost.__version__, "sklearn": sklearn.__version__}))
