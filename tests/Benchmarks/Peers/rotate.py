"""Plays the part of Secrets Manager toward one of AWS's rotation functions.

Each line of the input names a secret and the version that the service has made for it; the function's four steps are then
called in their order, as the service calls them, and the line is answered once the last one has returned. The process stays,
as the one of a function that is warm does.

The first argument is the folder of the function.
"""
import logging
import sys

sys.path.insert(0, sys.argv[1])

import lambda_function

STEPS = ('createSecret', 'setSecret', 'testSecret', 'finishSecret')

logging.disable()
for line in sys.stdin:
    secret, version = line.split()
    for step in STEPS:
        lambda_function.lambda_handler({'SecretId': secret, 'ClientRequestToken': version, 'Step': step}, None)
    print('done', flush=True)
