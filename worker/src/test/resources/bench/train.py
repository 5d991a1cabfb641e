"""What a user does without the factory: read a file of rows, train, measure, save.

train.py ROWS.csv LABEL TRAIN_ROWS PARAMETERS.json MODEL.json TEXTS; the rows are in the order of time, and the first
TRAIN_ROWS of them are learnt from. TEXTS are taken as "categories", or as "codes", which are numbers. Prints one line of
JSON: the AUC, and the versions of the libraries.
"""

import json
import sys

import pandas
import sklearn
import xgboost
from sklearn.metrics import roc_auc_score

path, label, train_rows, parameters, model_path, texts = sys.argv[1:7]
rows = pandas.read_csv(path)
for column in rows.select_dtypes("object").columns:
    rows[column] = rows[column].astype("category") if texts == "categories" else pandas.factorize(rows[column])[0]
features = rows.drop(columns=label)
if texts == "codes":
    features = pandas.DataFrame(features.to_numpy(dtype="float32"), columns=features.columns, copy=False)
labels = rows[label].to_numpy()
first = int(train_rows)

model = xgboost.XGBClassifier(enable_categorical=True, **json.load(open(parameters)))
model.fit(features.iloc[:first], labels[:first])
auc = roc_auc_score(labels[first:], model.predict_proba(features.iloc[first:])[:, 1])
model.save_model(model_path)
print(json.dumps({"auc": auc, "xgboost": xgboost.__version__, "sklearn": sklearn.__version__}))
