"""First names that are common on shop floors, and those of them that are ordinary words too."""

import re

FIRST_NAMES = frozenset(
    re.findall(
        r"\w+",
        "aaron abdul abdullah abigail adam adrian agnieszka ahmed aidan aisha alan albert "
        "alejandro alex alexander alfred ali alice alicia amanda amber amelia amina amir amy "
        "ana andrea andreas andrew andrzej angela anita ann anna anne antonio arjun arthur "
        "ashley barbara bartek becky ben benjamin bernd bill bob bogdan brandon brian bruno "
        "bryan carl carlos carmen carol caroline catherine charles charlie charlotte chris "
        "christian christine christopher claire claudia colin craig daniel danielle danny "
        "darren dave david dawn debbie deborah denise dennis derek diana diego dieter dominic "
        "donald donna doris dorota dylan ed eddie edward elena eleanor elizabeth ellen emily "
        "emma eric erik ethan eva evan ewa fatima felix fernando fiona florian frances "
        "francisco frank fred gabriel gareth gary gemma george gerald gloria gordon grace "
        "graham grant greg gregory grzegorz guy hannah hans harold harry hassan heather heidi "
        "helen henry hugh ian ibrahim irene isabel ivan jack jackie jacob jakub james jamie jan "
        "jane janet jason jasmine javier jean jeff jennifer jenny jeremy jerry jessica jim jo "
        "joan joanna joe joel john johnny jon jonathan jordan jorge jose josef joseph josh "
        "joshua joy juan juergen julia julian julie justin kamil karen karl kate katherine "
        "kathleen kathy katie keith kelly ken kenneth kevin khalid kim klaus krzysztof kyle "
        "larry laura lauren lee leo leon leslie lewis liam linda lisa lorraine louis louise "
        "lucas lucy luis luke maciej magda malcolm manuel marcel marcin marco marcus margaret "
        "maria marie mario marion mark marta martin mary mateusz matt matthew maureen max may "
        "megan mehmet melissa michael michal michelle miguel mike mohamed mohammed monika "
        "mustafa nancy naomi natalie natasha nathan neil nicholas nick nicola nicole nigel nina "
        "noah nora oliver olivia omar oscar owen pablo pamela pat patricia patrick paul paula "
        "paulina pawel pedro peter phil philip piotr priya rachel raj rajesh ralph ravi ray "
        "raymond rebecca reza ricardo richard rob robert roberto robin roger ronald rosa rose "
        "ross roy russell ruth ryan sally sam samantha samuel sandra sanjay sara sarah scott "
        "sean sergio shane sharon sheila simon sofia sonia sophie stefan stephanie stephen "
        "steve steven stuart sue sunil susan suzanne svetlana sylvia tanya ted teresa terry "
        "thomas tim timothy tina todd tom tomasz tony tracy trevor ursula vanessa veronica "
        "vicky victor victoria vijay vincent walter wayne wendy will william wojciech wolfgang "
        "yasmin yusuf zoe zofia",
    )
)

COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "amber bill bob carol dawn ed frank grace grant guy jack jo joy lee mark max may pat "
        "ray rob robin rose sue ted todd tony will about after again alarm before belt board "
        "boss break check clean cold crane crew door down drill error every fault first floor "
        "forklift from gate guard handover hand heat here hour just label last learn lift line "
        "lock lot machine monday tuesday wednesday thursday friday saturday sunday january "
        "february march april june july august september october november december morning "
        "never night nobody oil only order other over pallet part press pump quality ramp right "
        "safety shift side small some station still stop team that then there these they this "
        "those three tool torque truck turn valve water week well what when where while white "
        "with work wrench wrong young",
    )
)
